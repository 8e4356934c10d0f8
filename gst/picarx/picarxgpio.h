/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Output lines of one GPIO chip by the kernel's character device (uAPI v2,
 * Linux 5.10): libgpiod 1 and 2 have nothing in common but the name. */

/* chip: a device, a label, or NULL for the Raspberry Pi's. -1 on failure. */
gint     picarx_gpio_open    (const gchar * chip, GError ** error);
/* Takes n lines as outputs, all low. The descriptor of the lines, or -1. */
gint     picarx_gpio_request (gint chip, const guint8 * lines, guint n,
                              GError ** error);
/* Takes a line as an input, pulled down, whose edges are recorded. */
gint     picarx_gpio_request_edges (gint chip, guint8 line, GError ** error);
/* Length of the last complete high pulse since the last call, in nanoseconds
 * of the kernel's time stamps; 0 = there was none. Does not wait. */
guint64  picarx_gpio_read_pulse (gint line);
gboolean picarx_gpio_set     (gint lines, guint index, gboolean high,
                              GError ** error);

G_END_DECLS
