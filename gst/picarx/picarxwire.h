/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Single transfers on an open descriptor, for picarxsink and for its guard.
 * FALSE: errno tells. */

/* On an I2C bus whose address is set. */
gboolean picarx_wire_write (gint fd, guint8 number, guint16 value);
/* In a trace file: the same as a line of text, in one piece. */
gboolean picarx_wire_trace (gint fd, const gchar * what);

/* What of a board outlives the program that opened it, in its guard. The
 * descriptors stay the board's. */
typedef struct
{
  gint device;                  /* I2C bus or trace file */
  gint chip;                    /* of the reset line, -1 = none */
  guint address;
  gboolean trace;
} PicarxWires;

/* Lets the calling thread go before all that is not in a hurry, and not those
 * that it starts. FALSE: the system does not allow it. */
gboolean picarx_wire_hurry (void);

G_END_DECLS
