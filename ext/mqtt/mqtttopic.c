/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* Topics and filters: MQTT 5.0, 1.5.4 (strings), 4.7 (wildcards) and 4.8.2
 * (shared subscriptions). */
#include "mqtttopic.h"

#include <mosquitto.h>
#include <string.h>

#include "edgeerror.h"

#define VARIABLE "%{meta:topic}"
#define SHARE "$share/"

static gboolean
has_control_character (const gchar * text)
{
  for (const gchar * p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

static const gchar *
string_problem (const gchar * text)
{
  if (text == NULL || *text == '\0')
    return "is empty";
  gsize length = strlen (text);
  if (length > G_MAXUINT16)
    return "is longer than 65535 bytes";
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return "is not UTF-8";
  if (has_control_character (text))
    return "holds a control character";
  if (mosquitto_validate_utf8 (text, (int) length) != MOSQ_ERR_SUCCESS)
    return "holds a character that MQTT does not allow";
  return NULL;
}

const gchar *
mqtt_topic_problem (const gchar * topic)
{
  const gchar *problem = string_problem (topic);

  if (problem != NULL)
    return problem;
  if (strpbrk (topic, "+#") != NULL)
    return "holds a wildcard";
  if (mosquitto_pub_topic_check (topic) != MOSQ_ERR_SUCCESS)
    return "has too many levels";
  return NULL;
}

/* $share/NAME/FILTER: libmosquitto looks at the wildcards only. */
static gboolean
is_shared_filter (const gchar * filter)
{
  if (!g_str_has_prefix (filter, SHARE))
    return FALSE;
  const gchar *name = filter + strlen (SHARE);
  gsize length = strcspn (name, "/+#");

  return length > 0 && name[length] == '/' && name[length + 1] != '\0';
}

const gchar *
mqtt_topic_filter_problem (const gchar * filter)
{
  const gchar *problem = string_problem (filter);

  if (problem != NULL)
    return problem;
  if ((g_str_equal (filter, "$share") || g_str_has_prefix (filter, SHARE))
      && !is_shared_filter (filter))
    return "is no shared subscription: wanted $share/NAME/FILTER";
  if (mosquitto_sub_topic_check (filter) != MOSQ_ERR_SUCCESS)
    return "has a wildcard where none may be: # stands alone at the end, + "
        "alone between two slashes";
  return NULL;
}

gchar *
mqtt_topic_show (const gchar * topic)
{
  if (topic == NULL)
    return g_strdup ("");
  if (!g_utf8_validate (topic, -1, NULL) || has_control_character (topic))
    return g_strescape (topic, NULL);
  return g_strdup (topic);
}

gboolean
mqtt_topic_check (const gchar * topic, GError ** error)
{
  const gchar *problem = topic != NULL ? mqtt_topic_problem (topic) : NULL;

  if (problem == NULL)
    return TRUE;
  g_autofree gchar *shown = mqtt_topic_show (topic);
  edge_set_error (error, EDGE_ERROR_SETTINGS,
      "The topic is not one to publish on.", "\"%s\" %s", shown, problem);
  return FALSE;
}

gchar *
mqtt_topic_expand (const gchar * template, const gchar * topic)
{
  if (strstr (template, VARIABLE) == NULL)
    return g_strdup (template);
  if (topic == NULL)
    return NULL;
  g_auto (GStrv) parts = g_strsplit (template, VARIABLE, -1);
  return g_strjoinv (topic, parts);
}
