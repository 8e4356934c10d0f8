/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingpasses.h"

#include <string.h>

#include "edgeerror.h"

/* Tokens that are remembered, those that end last longest. */
#define MAX_SEEN 1024

struct _MqttSignalingPasses
{
  const guint8 *key;
  gsize key_size;
  const gchar *device;
  GHashTable *seen;             /* signature -> its deadline, gint64 */
};

MqttSignalingPasses *
mqtt_signaling_passes_new (const guint8 * key, gsize key_size,
    const gchar * device)
{
  MqttSignalingPasses *self = g_new0 (MqttSignalingPasses, 1);

  self->key = key;
  self->key_size = key_size;
  self->device = device;
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
mqtt_signaling_passes_free (MqttSignalingPasses * self)
{
  g_hash_table_unref (self->seen);
  g_free (self);
}

static void
forget_earliest (MqttSignalingPasses * self)
{
  GHashTableIter iter;
  gpointer key, value, earliest = NULL;
  gint64 deadline = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->seen);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (*(gint64 *) value <= deadline) {
      deadline = *(gint64 *) value;
      earliest = key;
    }
  }
  g_hash_table_remove (self->seen, earliest);
}

/* When the token ends; only what was signed by the key gets here. A token that
 * is over stays in memory: the clock may go back to before its end. */
static gint64
remember (MqttSignalingPasses * self, const gchar * token, gint64 deadline)
{
  const gchar *signature = strrchr (token, '.') + 1;
  gint64 *before = g_hash_table_lookup (self->seen, signature);

  if (before == NULL) {
    if (g_hash_table_size (self->seen) >= MAX_SEEN)
      forget_earliest (self);
    before = g_new (gint64, 1);
    *before = deadline;
    g_hash_table_insert (self->seen, g_strdup (signature), before);
  }
  *before = MIN (*before, deadline);
  return *before;
}

gboolean
mqtt_signaling_passes_check (MqttSignalingPasses * self, const gchar * token,
    const gchar * viewer, gint64 real, gint64 monotonic,
    MqttSignalingPass * pass, GError ** error)
{
  pass->pass = (ViewerPass) {
  VIEWER_ROLE_DRIVE, 0};
  pass->deadline = G_MAXINT64;
  if (self->key == NULL)
    return TRUE;
  if (!viewer_pass_check (&pass->pass, token, self->key, self->key_size,
          viewer, self->device, real / G_TIME_SPAN_MILLISECOND, error))
    return FALSE;
  pass->deadline = remember (self, token,
      monotonic + pass->pass.expires * G_TIME_SPAN_MILLISECOND - real);
  if (!mqtt_signaling_pass_is_over (pass, real, monotonic))
    return TRUE;
  edge_set_error (error, EDGE_ERROR_NOT_AUTHORIZED, MQTT_SIGNALING_PASS_OVER,
      "the clock was set back");
  return FALSE;
}

gboolean
mqtt_signaling_pass_is_over (const MqttSignalingPass * pass, gint64 real,
    gint64 monotonic)
{
  if (pass->pass.expires == 0)
    return FALSE;
  return monotonic >= pass->deadline
      || real / G_TIME_SPAN_MILLISECOND >= pass->pass.expires;
}
