/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingsettings.h"

#include <gio/gio.h>
#include <string.h>

#include "edgeerror.h"
#include "edgejwt.h"
#include "mediacodec.h"
#include "mqttsignaling.h"

#define MAX_TURN_FILE (64 * 1024)
#define MAX_KEY_SIZE (64 * 1024)

static void
free_secret (gpointer secret, gsize size)
{
  if (secret != NULL)
    explicit_bzero (secret, size);
  g_free (secret);
}

void
mqtt_signaling_settings_clear (MqttSignalingSettings * self)
{
  g_free (self->device_id);
  g_strfreev (self->mobile_ids);
  g_strfreev (self->video_codecs);
  g_free (self->stun_server);
  g_strfreev (self->turn_servers);
  g_free (self->turn_servers_file);
  g_strfreev (self->local_addresses);
  free_secret (self->token_key,
      self->token_key != NULL ? strlen (self->token_key) : 0);
  g_free (self->token_key_file);
  free_secret (self->key, self->key_size);
  mqtt_settings_clear (&self->mqtt);
  memset (self, 0, sizeof (*self));
}

gchar **
mqtt_signaling_split_list (const gchar * text)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  g_auto (GStrv) parts = NULL;

  if (text == NULL)
    return NULL;
  parts = g_strsplit_set (text, ",\r\n", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    g_strstrip (parts[i]);
    if (*parts[i] != '\0')
      g_ptr_array_add (words, g_strdup (parts[i]));
  }
  if (words->len == 0)
    return NULL;
  g_ptr_array_add (words, NULL);
  return (gchar **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static gboolean
read_turn_servers (MqttSignalingSettings * self, GError ** error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *text = NULL;
  gsize size;

  if (!g_file_get_contents (self->turn_servers_file, &text, &size, &cause)) {
    edge_set_error (error, EDGE_ERROR_OPEN_READ,
        "Could not read the file of TURN servers.", "%s", cause->message);
    return FALSE;
  }
  g_strfreev (self->turn_servers);
  self->turn_servers = NULL;
  if (size <= MAX_TURN_FILE && memchr (text, '\0', size) == NULL)
    self->turn_servers = mqtt_signaling_split_list (text);
  memset (text, 0, size);
  if (self->turn_servers == NULL) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The file of TURN servers does not hold any.",
        "%s: %" G_GSIZE_FORMAT " bytes", self->turn_servers_file, size);
    return FALSE;
  }
  return TRUE;
}

static gboolean
read_key_file (MqttSignalingSettings * self, GError ** error)
{
  g_autoptr (GError) cause = NULL;
  gchar *text = NULL;
  gsize size;

  if (!g_file_get_contents (self->token_key_file, &text, &size, &cause)) {
    edge_set_error (error, EDGE_ERROR_OPEN_READ,
        "Could not read the file of the token key.", "%s", cause->message);
    return FALSE;
  }
  self->key = (guint8 *) text;
  /* The end of the line is the editor's. */
  if (size > 0 && text[size - 1] == '\n')
    size--;
  if (size > 0 && text[size - 1] == '\r')
    size--;
  self->key_size = size;
  return TRUE;
}

/* An empty key is not the same as none: somebody meant to ask for tokens. */
static gboolean
read_key (MqttSignalingSettings * self, GError ** error)
{
  if (self->token_key_file != NULL) {
    if (!read_key_file (self, error))
      return FALSE;
  } else if (self->token_key != NULL) {
    self->key = (guint8 *) g_strdup (self->token_key);
    self->key_size = strlen (self->token_key);
  } else {
    return TRUE;
  }
  if (self->key_size >= EDGE_JWT_MIN_KEY && self->key_size <= MAX_KEY_SIZE)
    return TRUE;
  edge_set_error (error, EDGE_ERROR_SETTINGS,
      "The token key must have at least 32 bytes, and at most 64 KiB.",
      "it has %" G_GSIZE_FORMAT, self->key_size);
  return FALSE;
}

static gboolean
check_codecs (const MqttSignalingSettings * self, GError ** error)
{
  if (self->video_codecs == NULL) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "At least one video codec must be named.", "video-codecs is empty");
    return FALSE;
  }
  for (guint i = 0; self->video_codecs[i] != NULL; i++) {
    EdgeMediaCodec codec;

    if (edge_media_codec_from_name (self->video_codecs[i], &codec))
      continue;
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "A video codec's name is unknown.", "video-codecs has %s",
        self->video_codecs[i]);
    return FALSE;
  }
  return TRUE;
}

/* The ICE agent takes nothing else, and says so in its log only. */
static gboolean
has_host (const GstUri * uri, const gchar * scheme)
{
  const gchar *host = gst_uri_get_host (uri);
  guint port = gst_uri_get_port (uri);

  return g_strcmp0 (gst_uri_get_scheme (uri), scheme) == 0
      && host != NULL && *host != '\0'
      && (port == GST_URI_NO_PORT || (port > 0 && port <= G_MAXUINT16));
}

static gboolean
is_stun_server (const gchar * text)
{
  g_autoptr (GstUri) uri = gst_uri_from_string_escaped (text);

  return uri != NULL && has_host (uri, "stun");
}

/* libnice would send the password of turns:// in the clear. */
static gboolean
is_turn_server (const gchar * text)
{
  g_autoptr (GstUri) uri = gst_uri_from_string_escaped (text);
  const gchar *login = uri != NULL ? gst_uri_get_userinfo (uri) : NULL;
  const gchar *colon = login != NULL ? strchr (login, ':') : NULL;
  g_autoptr (GHashTable) query = NULL;
  const gchar *transport;

  if (colon == NULL || colon == login || colon[1] == '\0'
      || !has_host (uri, "turn"))
    return FALSE;
  query = gst_uri_get_query_table (uri);
  if (query == NULL || g_hash_table_size (query) == 0)
    return TRUE;
  transport = g_hash_table_lookup (query, "transport");
  return g_hash_table_size (query) == 1 && (g_strcmp0 (transport, "udp") == 0
      || g_strcmp0 (transport, "tcp") == 0);
}

static gboolean
check_servers (const MqttSignalingSettings * self, GError ** error)
{
  if (self->stun_server != NULL && !is_stun_server (self->stun_server)) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The STUN server must be given as stun://host:port.",
        "stun-server=%s", self->stun_server);
    return FALSE;
  }
  for (guint i = 0; self->turn_servers != NULL
      && self->turn_servers[i] != NULL; i++) {
    if (is_turn_server (self->turn_servers[i]))
      continue;
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "TURN servers must be given as turn://user:password@host:port.",
        "number %u is of another kind", i + 1);
    return FALSE;
  }
  return TRUE;
}

static gboolean
check_addresses (const MqttSignalingSettings * self, GError ** error)
{
  for (guint i = 0; self->local_addresses != NULL
      && self->local_addresses[i] != NULL; i++) {
    g_autoptr (GInetAddress) address =
        g_inet_address_new_from_string (self->local_addresses[i]);

    if (address != NULL)
      continue;
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The local addresses must be IP addresses.", "local-addresses has %s",
        self->local_addresses[i]);
    return FALSE;
  }
  return TRUE;
}

gboolean
mqtt_signaling_settings_resolve (MqttSignalingSettings * self, GError ** error)
{
  if (self->device_id == NULL || !mqtt_signaling_check_id (self->device_id)) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The device id must be 1 to 64 characters without +, # and /.",
        "device-id=%s", GST_STR_NULL (self->device_id));
    return FALSE;
  }
  if (self->turn_servers_file != NULL && !read_turn_servers (self, error))
    return FALSE;
  return read_key (self, error) && check_codecs (self, error)
      && check_servers (self, error)
      && check_addresses (self, error);
}
