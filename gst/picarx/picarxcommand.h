/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One drive command, from JSON text of somebody else. Two dialects:
 *   {"action":"move","dir":"forward","speed":50}  {"action":"servo","pan":10}
 *   {"throttle":0.4,"steer":-0.2}                 {"pan":10,"tilt":-5}
 * with "from", "seq", "id" and "at" in each. Unknown members are ignored. */

#define PICARX_MAX_COMMAND_SIZE 4096
#define PICARX_MAX_NAME 64      /* bytes of "from" */
#define PICARX_MAX_ID 128       /* bytes of "id" */

typedef enum
{
  PICARX_ACTION_MOVE,           /* with camera too, if has_pan or has_tilt */
  PICARX_ACTION_SERVO,
  PICARX_ACTION_STOP,
  PICARX_ACTION_ESTOP,
  PICARX_ACTION_CLEAR,
  PICARX_ACTION_TAKE,
  PICARX_ACTION_RELEASE,
  /* Telemetry, ours or another car's, that came round in a circle. It has pan
   * and tilt but is no command, and an answer to it would go round again. */
  PICARX_ACTION_NONE,
} PicarxAction;

/* Which values were out of range and brought back into it: bits, in the order
 * of picarx_field_names. */
enum
{
  PICARX_CLAMPED_SPEED = 1 << 0,
  PICARX_CLAMPED_THROTTLE = 1 << 1,
  PICARX_CLAMPED_STEER = 1 << 2,
  PICARX_CLAMPED_PAN = 1 << 3,
  PICARX_CLAMPED_TILT = 1 << 4,
};

#define PICARX_N_FIELDS 5
extern const gchar *const picarx_field_names[PICARX_N_FIELDS];

/* What the answer to a command repeats. */
typedef struct
{
  gchar *from;                  /* never NULL once parsed; "" = did not say */
  gchar *id;                    /* as JSON text, or NULL */
  gboolean has_seq;
  gint64 seq;
  gboolean has_at;
  gdouble at;                   /* when it was sent, milliseconds since 1970 */
  gboolean late;                /* too long ago; for others to say */
  guint clamped;
} PicarxTicket;

typedef struct
{
  PicarxTicket ticket;
  PicarxAction action;
  gint direction;               /* +1 forward, -1 backward, 0 stand */
  gdouble speed;                /* 0..100 */
  gdouble angle;                /* of the front wheels, degrees */
  gboolean has_pan;
  gboolean has_tilt;
  gdouble pan;                  /* degrees */
  gdouble tilt;
} PicarxCommand;

typedef struct
{
  guint default_speed;          /* of a move that names none */
  guint max_speed;
  guint turn_angle;             /* degrees of left, right and steer 1.0 */
} PicarxLimits;

/* FALSE, with EDGE_ERROR_FORMAT, for what is no command. The ticket then holds
 * what of it could be read. Free with picarx_command_clear() in any case.
 * Stop and estop are obeyed even if from, seq, id or at of them are no good. */
gboolean picarx_command_parse   (PicarxCommand * command, const guint8 * data,
                                 gsize size, const PicarxLimits * limits,
                                 GError ** error);
/* direction is forward, backward, left or right; FALSE for another one. */
gboolean picarx_command_move    (PicarxCommand * command,
                                 const gchar * direction, gdouble speed,
                                 const PicarxLimits * limits);
void     picarx_command_servo   (PicarxCommand * command, gdouble pan,
                                 gdouble tilt);
/* A motion after which the wheels stand. */
gboolean picarx_command_is_neutral (const PicarxCommand * command);
void     picarx_command_clear   (PicarxCommand * command);
void     picarx_ticket_clear    (PicarxTicket * ticket);

G_END_DECLS
