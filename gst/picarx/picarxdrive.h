/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxcommand.h"

G_BEGIN_DECLS

/* Who drives. Many may send, one has the wheel: the first who moves the car
 * while nobody drives, until he releases it, is silent for too long or another
 * one takes it. Stops are for everybody; an emergency stop latches. No clock in
 * here: time is passed in, in microseconds that only go up. */
typedef struct _PicarxDrive PicarxDrive;

/* Senders whose sequence numbers are remembered. */
#define PICARX_MAX_SENDERS 64

typedef enum
{
  PICARX_REFUSED_NOT,
  PICARX_REFUSED_DRIVER,        /* somebody else drives */
  PICARX_REFUSED_SEQ,           /* older than what he sent before */
  PICARX_REFUSED_ESTOP,         /* the emergency stop holds */
  PICARX_REFUSED_AGE,           /* sent too long ago; one for the wheels to
                                 * stand stops the car all the same */
  PICARX_REFUSED_INPUT,         /* not understood, or the car is on hold */
} PicarxRefused;

typedef struct
{
  PicarxRefused refused;
  gboolean stop;                /* the car is to stop now */
  gboolean move;                /* the wheels are to do as the command says */
  gboolean look;                /* the camera is */
} PicarxVerdict;

/* driver_timeout in milliseconds, 0 = a driver is never too silent. */
PicarxDrive *  picarx_drive_new       (guint driver_timeout, gboolean take_over);
void           picarx_drive_free      (PicarxDrive * self);
PicarxVerdict  picarx_drive_judge     (PicarxDrive * self,
                                       const PicarxCommand * command,
                                       gint64 now);
/* NULL = nobody; "" = one who did not say who he is. */
const gchar *  picarx_drive_driver    (PicarxDrive * self, gint64 now);
/* When the driver loses the wheel unless he says something; G_MAXINT64 = never. */
gint64         picarx_drive_deadline  (PicarxDrive * self);
/* TRUE until the wheels are free again. */
gboolean       picarx_drive_estop     (PicarxDrive * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PicarxDrive, picarx_drive_free)

G_END_DECLS
