/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

#include "picarxwire.h"

G_BEGIN_DECLS

/* A process that stops the car when this one is killed or stands still. It has
 * copies of the descriptors of the car, so it needs nothing that could be gone
 * by then. One thread calls; nothing waits but where it is said. */
typedef struct _PicarxGuard PicarxGuard;

/* What goes over the socket between them, a byte each. */
typedef enum
{
  PICARX_GUARD_READY = 'r',     /* guard: at its post */
  PICARX_GUARD_HERE = 'h',      /* guard: it heard us */
  PICARX_GUARD_MOVES = 'm',     /* the wheels turn or are about to; a beat */
  PICARX_GUARD_STANDS = 's',    /* they do not, a beat; guard: it stopped them */
  PICARX_GUARD_RESET = 'x',     /* guard: it had to reset the controller */
  PICARX_GUARD_GOODBYE = 'q',
} PicarxGuardWord;

/* Names another program than the one that was installed. */
#define PICARX_GUARD_VARIABLE "GST_PICARX_GUARD"

/* A beat that is not answered for so long, in milliseconds, was to a guard that
 * stands still. It has nothing else to do, and goes first where the system
 * allows it, so that even a busy machine lets it answer in time. */
#define PICARX_GUARD_ANSWER_TIME 1000
/* Without a beat for so long we stood still ourselves, and maybe it with us. */
#define PICARX_GUARD_LATE 750

/* On a thread of the guard's own: it said its first word, or is gone. */
typedef void (*PicarxGuardNews) (PicarxGuard * guard, gboolean gone,
                                 gpointer user_data);

/* timeout: milliseconds without a beat after which it stops wheels that turn,
 * 0 = never. */
PicarxGuard * picarx_guard_start   (const PicarxWires * wires, guint timeout,
                                    GError ** error);
/* Waits until the guard is at its post. FALSE: it does not get there. */
gboolean      picarx_guard_wait    (PicarxGuard * self, GError ** error);
/* From now on news are told. Once; destroy is called when there are no more. */
void          picarx_guard_watch   (PicarxGuard * self, PicarxGuardNews news,
                                    gpointer user_data, GDestroyNotify destroy);
/* A beat. FALSE, with the error to it: there is no guard any more. */
gboolean      picarx_guard_tell    (PicarxGuard * self, gboolean moves,
                                    GError ** error);
/* It is at its post, or was. */
gboolean      picarx_guard_is_ready (PicarxGuard * self);
/* TRUE once after each time it stopped the wheels. reset: the controller is as
 * fresh from reset. */
gboolean      picarx_guard_stopped (PicarxGuard * self, gboolean * reset);
/* Kills what is left of it, and does not wait for that. */
void          picarx_guard_abandon (PicarxGuard * self);
/* Waits until it is gone, with a goodbye if the car stands, or else until it
 * has tried to stop it, too. */
void          picarx_guard_end     (PicarxGuard * self, gboolean stands);

G_END_DECLS
