/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One program per car: an flock() of the device itself. It needs no folder
 * that all users share, ends with the descriptor, and whoever does not ask for
 * it (i2cdetect) is not hindered. Copies of the descriptor in other processes
 * keep it. */

/* device: how the user calls it. FALSE: the error names the holder. */
gboolean picarx_lock_take   (gint fd, const gchar * device, GError ** error);

/* locks: the text of /proc/locks. Who holds an flock() on this inode, 0 =
 * nobody to be seen there. */
gint     picarx_lock_holder (const gchar * locks, guint major, guint minor,
                             guint64 inode);

G_END_DECLS
