/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsettings.h"

#include <gio/gio.h>
#include <mosquitto.h>
#include <string.h>
#include <unistd.h>

#include "edgeerror.h"
#include "mqtttopic.h"

/* A password is one line; more is not a password file. */
#define MAX_PASSWORD_FILE 65536

void
mqtt_settings_init (MqttSettings * self)
{
  memset (self, 0, sizeof (*self));
  self->host = g_strdup (MQTT_DEFAULT_HOST);
  self->port = MQTT_DEFAULT_PORT;
  self->protocol = MQTT_DEFAULT_PROTOCOL;
  self->clean_start = MQTT_DEFAULT_CLEAN_START;
  self->session_expiry = MQTT_DEFAULT_SESSION_EXPIRY;
  self->keep_alive = MQTT_DEFAULT_KEEP_ALIVE;
  self->tls = MQTT_DEFAULT_TLS;
  self->tls_insecure = MQTT_DEFAULT_TLS_INSECURE;
  self->will_qos = MQTT_DEFAULT_WILL_QOS;
  self->will_retain = MQTT_DEFAULT_WILL_RETAIN;
  self->connect_timeout = MQTT_DEFAULT_CONNECT_TIMEOUT;
  self->reconnect_delay_min = MQTT_DEFAULT_RECONNECT_DELAY_MIN;
  self->reconnect_delay_max = MQTT_DEFAULT_RECONNECT_DELAY_MAX;
  self->fail_fast = MQTT_DEFAULT_FAIL_FAST;
  self->retry_auth = MQTT_DEFAULT_RETRY_AUTH;
  self->nodelay = MQTT_DEFAULT_NODELAY;
  self->quickack = MQTT_DEFAULT_QUICKACK;
  self->max_message_size = MQTT_DEFAULT_MAX_MESSAGE_SIZE;
  self->max_queue_bytes = MQTT_DEFAULT_MAX_QUEUE_BYTES;
  self->max_queue_buffers = MQTT_DEFAULT_MAX_QUEUE_BUFFERS;
}

/* Every string of the struct, once, for copy and clear. */
static const gsize strings[] = {
  G_STRUCT_OFFSET (MqttSettings, uri),
  G_STRUCT_OFFSET (MqttSettings, host),
  G_STRUCT_OFFSET (MqttSettings, socket_path),
  G_STRUCT_OFFSET (MqttSettings, uri_topic),
  G_STRUCT_OFFSET (MqttSettings, client_id),
  G_STRUCT_OFFSET (MqttSettings, username),
  G_STRUCT_OFFSET (MqttSettings, password),
  G_STRUCT_OFFSET (MqttSettings, password_file),
  G_STRUCT_OFFSET (MqttSettings, ca_file),
  G_STRUCT_OFFSET (MqttSettings, cert_file),
  G_STRUCT_OFFSET (MqttSettings, key_file),
  G_STRUCT_OFFSET (MqttSettings, will_topic),
  G_STRUCT_OFFSET (MqttSettings, will_payload),
  G_STRUCT_OFFSET (MqttSettings, birth_payload),
};

void
mqtt_settings_copy (MqttSettings * self, const MqttSettings * from)
{
  *self = *from;
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    gchar **string = G_STRUCT_MEMBER_P (self, strings[i]);
    *string = g_strdup (*string);
  }
}

void
mqtt_settings_clear (MqttSettings * self)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    g_clear_pointer ((gchar **) G_STRUCT_MEMBER_P (self, strings[i]), g_free);
}

static void
take_string (gchar ** string, gchar * value)
{
  g_free (*string);
  *string = value;
}

static const struct
{
  const gchar *scheme;
  gboolean tls, local;
} schemes[] = {
  {"mqtt", FALSE, FALSE},
  {"mqtts", TRUE, FALSE},
  {"mqtt+unix", FALSE, TRUE},
};

/* mqtt://user:password@host:port/topic; the text of the uri, which may hold a
 * password, is never part of the error. */
static gboolean
apply_uri (MqttSettings * self, GError ** error)
{
  g_autoptr (GUri) uri = g_uri_parse (self->uri,
      G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  guint i;

  if (uri == NULL)
    goto bad;
  for (i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (strcmp (schemes[i].scheme, g_uri_get_scheme (uri)) == 0)
      break;
  if (i == G_N_ELEMENTS (schemes))
    goto bad;

  if (g_uri_get_user (uri) != NULL && *g_uri_get_user (uri) != '\0')
    take_string (&self->username, g_strdup (g_uri_get_user (uri)));
  if (g_uri_get_password (uri) != NULL) {
    take_string (&self->password, g_strdup (g_uri_get_password (uri)));
    take_string (&self->password_file, NULL);
  }
  const gchar *path = g_uri_get_path (uri);
  if (schemes[i].local) {
    if (*path == '\0')
      goto bad;
    take_string (&self->socket_path, g_strdup (path));
    self->tls = FALSE;
    return TRUE;
  }
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    goto bad;
  take_string (&self->host, g_strdup (g_uri_get_host (uri)));
  self->port = g_uri_get_port (uri) > 0 ? (guint) g_uri_get_port (uri) : 0;
  self->tls = schemes[i].tls;
  if (path[0] == '/' && path[1] != '\0')
    take_string (&self->uri_topic, g_strdup (path + 1));
  return TRUE;

bad:
  edge_set_error (error, EDGE_ERROR_SETTINGS,
      "The uri is not one of an MQTT broker.",
      "wanted: mqtt://host:port/topic, mqtts://host:port/topic or mqtt+unix:/path");
  return FALSE;
}

static gboolean
read_password (MqttSettings * self, GError ** error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree gchar *text = NULL;
  gsize size;

  if (!g_file_get_contents (self->password_file, &text, &size, &cause)) {
    edge_set_error (error, EDGE_ERROR_OPEN_READ,
        "Could not read the password file of the MQTT broker.",
        "%s", cause->message);
    return FALSE;
  }
  if (size > MAX_PASSWORD_FILE || memchr (text, '\0', size) != NULL) {
    edge_set_error (error, EDGE_ERROR_SETTINGS,
        "The password file of the MQTT broker does not hold a password.",
        "%s: %" G_GSIZE_FORMAT " bytes", self->password_file, size);
    memset (text, 0, size);
    return FALSE;
  }
  take_string (&self->password, g_strndup (text, strcspn (text, "\r\n")));
  memset (text, 0, size);
  return TRUE;
}

/* Containers of one image have the same host name and process id. */
/* As in a uri: people write [::1] for host, too. */
static void
strip_brackets (MqttSettings * self)
{
  gsize length = self->host != NULL ? strlen (self->host) : 0;

  if (length > 2 && self->host[0] == '[' && self->host[length - 1] == ']'
      && strchr (self->host, ':') != NULL)
    take_string (&self->host, g_strndup (self->host + 1, length - 2));
}

static gchar *
make_client_id (void)
{
  static gint counter;
  gchar *id = g_strdup_printf ("edge-%s-%d-%d-%08x", g_get_host_name (),
      (gint) getpid (), g_atomic_int_add (&counter, 1) + 1, g_random_int ());

  return g_strcanon (id, "abcdefghijklmnopqrstuvwxyz"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-", '-');
}

static gboolean
refuse (GError ** error, const gchar * sentence, const gchar * debug)
{
  edge_set_error (error, EDGE_ERROR_SETTINGS, sentence, "%s", debug);
  return FALSE;
}

static gboolean
is_empty (const gchar * string)
{
  return string == NULL || *string == '\0';
}

/* MQTT 3.1.1, 1.5.3: each string fits 16 bits of length and is UTF-8. */
static gboolean
is_mqtt_string (const gchar * string)
{
  gsize length = string != NULL ? strlen (string) : 0;

  return length <= G_MAXUINT16
      && (length == 0 || mosquitto_validate_utf8 (string, (int) length) == 0);
}

static gboolean
check (MqttSettings * self, GError ** error)
{
  if (self->socket_path == NULL && is_empty (self->host))
    return refuse (error, "No host of an MQTT broker is set.",
        "host is empty and uri is not set");
  if (!is_mqtt_string (self->client_id) || !is_mqtt_string (self->username)
      || (self->password != NULL && strlen (self->password) > G_MAXUINT16))
    return refuse (error,
        "The client id, user name or password cannot be sent by MQTT.",
        "longer than 65535 bytes, or not UTF-8");
  if (self->password != NULL && is_empty (self->username))
    return refuse (error, "A password for the MQTT broker needs a user name.",
        "password is set, username is not");
  if (is_empty (self->cert_file) != is_empty (self->key_file))
    return refuse (error, "A client certificate needs its key.",
        "only one of cert-file and key-file is set");
  if (!is_empty (self->will_topic)
      && mqtt_topic_problem (self->will_topic) != NULL) {
    g_autofree gchar *debug = g_strconcat ("will-topic ",
        mqtt_topic_problem (self->will_topic), NULL);
    return refuse (error,
        "The topic of the last will is not one to publish on.", debug);
  }
  if (!is_empty (self->birth_payload) && is_empty (self->will_topic))
    return refuse (error, "A birth message needs a topic.",
        "birth-payload is set, will-topic is not");
  if (self->reconnect_delay_min > self->reconnect_delay_max)
    return refuse (error, "The shortest reconnect delay exceeds the longest.",
        "reconnect-delay-min > reconnect-delay-max");
  return TRUE;
}

gboolean
mqtt_settings_resolve (MqttSettings * self, GError ** error)
{
  if (!is_empty (self->uri) && !apply_uri (self, error))
    return FALSE;
  if (!is_empty (self->password_file) && !read_password (self, error))
    return FALSE;
  strip_brackets (self);
  if (is_empty (self->client_id))
    take_string (&self->client_id, make_client_id ());
  if (self->port == 0)
    self->port = self->tls ? 8883 : 1883;
  return check (self, error);
}

gchar *
mqtt_settings_broker (const MqttSettings * self)
{
  if (self->socket_path != NULL)
    return g_strdup (self->socket_path);
  return g_strdup_printf (strchr (self->host, ':') != NULL ? "[%s]:%u" :
      "%s:%u", self->host, self->port);
}

gchar *
mqtt_settings_show_uri (const gchar * uri)
{
  if (uri == NULL)
    return NULL;
  /* By hand: also what no parser takes must not show a password. */
  const gchar *start = strstr (uri, "://");
  if (start == NULL)
    return g_strdup (strchr (uri, '@') == NULL ? uri : "");
  start += 3;
  gsize length = strlen (start);
  const gchar *at = g_strrstr_len (start, length, "@");
  const gchar *colon = at != NULL ? memchr (start, ':', at - start) : NULL;
  if (colon == NULL)
    return g_strdup (uri);
  return g_strdup_printf ("%.*s%s", (gint) (colon - uri), uri, at);
}
