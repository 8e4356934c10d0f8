/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a topic to publish on, or with a filter to subscribe to,
 * as the end of a sentence ("holds a wildcard"); NULL: nothing. */
const gchar * mqtt_topic_problem        (const gchar * topic);
const gchar * mqtt_topic_filter_problem (const gchar * filter);

/* The same of a topic to publish on as an error; NULL is none. */
gboolean      mqtt_topic_check          (const gchar * topic, GError ** error);

/* template with each %{meta:topic} in it replaced by topic; NULL if it has one
 * and topic is NULL. Free with g_free(). */
gchar *       mqtt_topic_expand         (const gchar * template,
                                         const gchar * topic);

/* topic as it may stand in a message, whatever bytes it holds; free with
 * g_free(). */
gchar *       mqtt_topic_show           (const gchar * topic);

G_END_DECLS
