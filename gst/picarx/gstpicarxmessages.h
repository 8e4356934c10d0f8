/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/* What the bus calls back, as messages of the element that is its user_data. */
void  gst_picarx_post_error     (const GError * error, gpointer element);
void  gst_picarx_post_lost      (const GError * error, gpointer element);
void  gst_picarx_post_back      (guint64 milliseconds, gpointer element);
void  gst_picarx_post_unguarded (const GError * error, gpointer element);
void  gst_picarx_post_guard_lost (const GError * error, gpointer element);
void  gst_picarx_post_guard_back (guint64 milliseconds, gpointer element);
void  gst_picarx_post_failsafe  (const gchar * reason, gint64 age,
                                 gpointer element);
void  gst_picarx_post_battery   (gdouble volts, gboolean low, gdouble limit,
                                 gpointer element);
void  gst_picarx_post_released  (gpointer element);

G_END_DECLS
