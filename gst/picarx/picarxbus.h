/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxcar.h"
#include "picarxtelemetry.h"

G_BEGIN_DECLS

/* The connection to one car: a thread that owns the device and does as it is
 * told, stops first. It stops the car by itself when no motion command came
 * for too long. Nothing here waits for the device, except where a parameter
 * says how long. */
typedef struct _PicarxBus PicarxBus;

typedef struct
{
  PicarxCarSettings car;
  const gchar *owner;           /* for error texts */
  guint command_timeout;        /* milliseconds, 0 = never stop by itself */
  guint driver_timeout;         /* milliseconds, 0 = never */
  guint max_age;                /* milliseconds since a motion was sent, 0 = any */
  gboolean take_over;
  guint reverse_delay;          /* milliseconds at rest before going back */
  gboolean center_on_stop;      /* at the end of the stream and on closing */
  guint telemetry_interval;     /* milliseconds, 0 = only when it changes */
  gdouble low_battery;          /* volts, 0 = tell nobody */
  gboolean guard;               /* a process that stops it if this one dies */
} PicarxBusSettings;

/* All called on the thread of the bus, with no lock held. */
typedef struct
{
  /* The car cannot be driven any more; it was stopped if at all possible. */
  void (*error) (const GError * error, gpointer user_data);
  /* It does not obey; it is told to stop, and then reset, until it does. */
  void (*lost) (const GError * error, gpointer user_data);
  /* It obeys again, and stands. milliseconds: since it was lost. */
  void (*back) (guint64 milliseconds, gpointer user_data);
  /* It can be driven, but without a guard. */
  void (*unguarded) (const GError * error, gpointer user_data);
  /* The guard is gone, the car stands; another one is started. */
  void (*guard_lost) (const GError * error, gpointer user_data);
  /* There is a guard again. milliseconds: since it was lost. */
  void (*guard_back) (guint64 milliseconds, gpointer user_data);
  /* age: microseconds since the last motion command. */
  void (*failsafe) (const gchar * reason, gint64 age, gpointer user_data);
  /* The battery is low, below limit, or good again. */
  void (*battery) (gdouble volts, gboolean low, gdouble limit,
      gpointer user_data);
  /* json belongs to the callee. answer: to a command. */
  void (*telemetry) (gchar * json, gboolean answer, gpointer user_data);
  /* Stopped and released, later than picarx_bus_close() would wait. */
  void (*released) (gpointer user_data);
} PicarxBusCallbacks;

/* Why nobody may move the car now: bits. */
typedef enum
{
  PICARX_HOLD_PAUSED = 1 << 0,
  PICARX_HOLD_FLUSHING = 1 << 1,
  PICARX_HOLD_ENDED = 1 << 2,
  PICARX_HOLD_LEAVING = 1 << 3,
  PICARX_HOLD_LOST = 1 << 4,    /* the bus itself only, both */
  PICARX_HOLD_GUARD = 1 << 5,
} PicarxHold;

typedef struct
{
  guint64 commands;             /* understood ones */
  guint64 clamped;
  guint64 refused;
  guint64 late;                 /* of these: sent too long ago */
  guint64 replaced;             /* newer ones came before their turn */
  guint64 stale;                /* too old when their turn came */
  guint64 failsafes;
  guint64 outages;
  guint64 unanswered;           /* the bus hung for so long */
  PicarxCarStats car;
} PicarxBusStats;

/* On hold for PICARX_HOLD_PAUSED. settings are copied. The thread keeps
 * user_data until it ends, then calls destroy. */
PicarxBus * picarx_bus_new         (const PicarxBusSettings * settings,
                                    const PicarxBusCallbacks * callbacks,
                                    gpointer user_data, GDestroyNotify destroy);
PicarxBus * picarx_bus_ref         (PicarxBus * self);
void        picarx_bus_unref       (PicarxBus * self);
/* Takes what command holds. FALSE: the bus has failed. */
gboolean    picarx_bus_submit      (PicarxBus * self, PicarxCommand * command,
                                    gboolean straighten);
/* Answers what was no command; takes what ticket holds. */
void        picarx_bus_refuse      (PicarxBus * self, PicarxTicket * ticket);
void        picarx_bus_stop        (PicarxBus * self);
/* Stops the car and lets nobody move it until picarx_bus_let_go(). Waits at
 * most so many milliseconds until it stands; TRUE if it does.
 * PICARX_HOLD_LEAVING leaves the stop to picarx_bus_close(). */
gboolean    picarx_bus_hold        (PicarxBus * self, PicarxHold reason,
                                    guint wait);
void        picarx_bus_let_go      (PicarxBus * self, PicarxHold reason);
void        picarx_bus_get_stats   (PicarxBus * self, PicarxBusStats * stats);
/* Stops, releases the device and ends the thread, which does so by itself if
 * it takes longer than wait milliseconds. Drops the caller's reference. TRUE
 * if all was done in time. Called once. */
gboolean    picarx_bus_close       (PicarxBus * self, guint wait);

G_END_DECLS
