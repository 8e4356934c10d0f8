/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

#include "picarxwire.h"

G_BEGIN_DECLS

/* A process that stops the car when this one is killed or stands still. It has
 * copies of the descriptors of the car, so it needs nothing that could be gone
 * by then. One thread, nothing waits but where it is said. */
typedef struct _PicarxGuard PicarxGuard;

/* What goes over the socket between them, a byte each. */
typedef enum
{
  PICARX_GUARD_READY = 'r',     /* guard: at its post */
  PICARX_GUARD_MOVES = 'm',     /* the wheels turn or are about to; a beat */
  PICARX_GUARD_STANDS = 's',    /* they do not; guard: it stopped them */
  PICARX_GUARD_RESET = 'x',     /* guard: it had to reset the controller */
  PICARX_GUARD_GOODBYE = 'q',
} PicarxGuardWord;

/* Names another program than the one that was installed. */
#define PICARX_GUARD_VARIABLE "GST_PICARX_GUARD"

/* timeout: milliseconds without a beat after which it stops wheels that turn,
 * 0 = never. Waits until the guard is at its post. */
PicarxGuard * picarx_guard_start   (const PicarxWires * wires, guint timeout,
                                    GError ** error);
/* FALSE: there is no guard any more. */
gboolean      picarx_guard_tell    (PicarxGuard * self, gboolean moves);
/* TRUE once after each time it stopped the wheels. reset: the controller is as
 * fresh from reset. */
gboolean      picarx_guard_stopped (PicarxGuard * self, gboolean * reset);
/* The error to it, after picarx_guard_tell() returned FALSE; frees self. */
GError *      picarx_guard_lost    (PicarxGuard * self);
/* Waits until it is gone, with a goodbye if the car stands, or else until it
 * has tried to stop it, too. */
void          picarx_guard_end     (PicarxGuard * self, gboolean stands);

G_END_DECLS
