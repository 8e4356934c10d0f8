/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttproperties.h"

#define FLAGS(mutability) \
    (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS | (mutability))
#define READY FLAGS (GST_PARAM_MUTABLE_READY)

#define GST_TYPE_EDGE_MQTT_PROTOCOL (gst_edge_mqtt_protocol_get_type ())
static GType
gst_edge_mqtt_protocol_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    {MQTT_PROTOCOL_AUTO,
        "MQTT 5, or 3.1.1 with a broker that refuses it", "auto"},
    {MQTT_PROTOCOL_3_1_1, "MQTT 3.1.1", "3.1.1"},
    {MQTT_PROTOCOL_5, "MQTT 5", "5"},
    {0, NULL, NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstEdgeMqttProtocol", values));
  return type;
}

#define GST_TYPE_EDGE_MQTT_STATE (gst_edge_mqtt_state_get_type ())
static GType
gst_edge_mqtt_state_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    {MQTT_STATE_DISCONNECTED, "Not connected, trying again later",
        "disconnected"},
    {MQTT_STATE_CONNECTING, "Connecting", "connecting"},
    {MQTT_STATE_CONNECTED, "Connected", "connected"},
    {MQTT_STATE_REFUSED, "Refused by the broker or by us, not trying again",
        "refused"},
    {0, NULL, NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstEdgeMqttState", values));
  return type;
}

GType
gst_edge_mqtt_queue_full_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    {MQTT_QUEUE_FULL_BLOCK, "Wait until there is room", "block"},
    {MQTT_QUEUE_FULL_DROP_OLD, "Drop the oldest buffer", "drop-old"},
    {MQTT_QUEUE_FULL_DROP_NEW, "Drop the newest buffer", "drop-new"},
    {MQTT_QUEUE_FULL_ERROR, "Stop with an error", "error"},
    {0, NULL, NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstEdgeMqttQueueFull", values));
  return type;
}

GType
gst_edge_mqtt_src_queue_full_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    {MQTT_QUEUE_FULL_DROP_OLD, "Drop the oldest message", "drop-old"},
    {MQTT_QUEUE_FULL_DROP_NEW, "Drop the newest message", "drop-new"},
    {MQTT_QUEUE_FULL_ERROR, "Stop with an error", "error"},
    {0, NULL, NULL},
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type,
        g_enum_register_static ("GstEdgeMqttSrcQueueFull", values));
  return type;
}

static void
add_string (GObjectClass * klass, guint id, const gchar * name,
    const gchar * nick, const gchar * blurb, const gchar * value)
{
  g_object_class_install_property (klass, id,
      g_param_spec_string (name, nick, blurb, value, READY));
}

static void
add_boolean (GObjectClass * klass, guint id, const gchar * name,
    const gchar * nick, const gchar * blurb, gboolean value)
{
  g_object_class_install_property (klass, id,
      g_param_spec_boolean (name, nick, blurb, value, READY));
}

static void
add_uint (GObjectClass * klass, guint id, const gchar * name,
    const gchar * nick, const gchar * blurb, guint min, guint max, guint value)
{
  g_object_class_install_property (klass, id,
      g_param_spec_uint (name, nick, blurb, min, max, value, READY));
}

static void
install_login (GObjectClass * klass)
{
  add_string (klass, MQTT_PROP_CLIENT_ID, "client-id", "Client ID",
      "Name of this client, unlike that of any other client of the broker "
      "(unset = made at start)", NULL);
  add_string (klass, MQTT_PROP_USERNAME, "username", "User name",
      "User name to log in with (unset = none)", NULL);
  g_object_class_install_property (klass, MQTT_PROP_PASSWORD,
      g_param_spec_string ("password", "Password",
          "Password to log in with; better in password-file", NULL,
          G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY));
  add_string (klass, MQTT_PROP_PASSWORD_FILE, "password-file", "Password file",
      "File whose first line is the password, wins over password", NULL);
  add_boolean (klass, MQTT_PROP_TLS, "tls", "TLS",
      "Encrypt, and check the broker's certificate", MQTT_DEFAULT_TLS);
  add_string (klass, MQTT_PROP_CA_FILE, "ca-file", "CA file",
      "PEM file of the certificates to trust (unset = the system's)", NULL);
  add_string (klass, MQTT_PROP_CERT_FILE, "cert-file", "Certificate file",
      "PEM file of the client certificate, with key-file", NULL);
  add_string (klass, MQTT_PROP_KEY_FILE, "key-file", "Key file",
      "PEM file of the client certificate's key, without a pass phrase", NULL);
  add_boolean (klass, MQTT_PROP_TLS_INSECURE, "tls-insecure", "TLS insecure",
      "Accept any certificate: anybody on the way can read and change all",
      MQTT_DEFAULT_TLS_INSECURE);
}

static void
install_will (GObjectClass * klass)
{
  add_string (klass, MQTT_PROP_WILL_TOPIC, "will-topic", "Will topic",
      "Topic on which the broker tells that this client was lost "
      "(unset = none)", NULL);
  add_string (klass, MQTT_PROP_WILL_PAYLOAD, "will-payload", "Will payload",
      "What the broker says then, and with birth-payload also this element "
      "when it stops", NULL);
  add_uint (klass, MQTT_PROP_WILL_QOS, "will-qos", "Will QoS",
      "Quality of service of will and birth", 0, 2, MQTT_DEFAULT_WILL_QOS);
  add_boolean (klass, MQTT_PROP_WILL_RETAIN, "will-retain", "Will retain",
      "Let the broker keep will and birth for later subscribers",
      MQTT_DEFAULT_WILL_RETAIN);
  add_string (klass, MQTT_PROP_BIRTH_PAYLOAD, "birth-payload", "Birth payload",
      "What to publish on will-topic after each connect (unset = nothing)",
      NULL);
}

static void
install_timing (GObjectClass * klass)
{
  add_uint (klass, MQTT_PROP_SESSION_EXPIRY, "session-expiry", "Session expiry",
      "How long the broker keeps the session of a lost client, in "
      "milliseconds, rounded up to seconds, MQTT 5 (0 = not at all)", 0,
      G_MAXUINT, MQTT_DEFAULT_SESSION_EXPIRY);
  add_uint (klass, MQTT_PROP_KEEP_ALIVE, "keep-alive", "Keep alive",
      "Silence after which the broker is asked for a sign of life, in "
      "milliseconds, rounded up to seconds and at least 5000 (0 = never)", 0,
      65535000, MQTT_DEFAULT_KEEP_ALIVE);
  add_uint (klass, MQTT_PROP_CONNECT_TIMEOUT, "connect-timeout",
      "Connect timeout", "Give up an attempt to connect after this long, in "
      "milliseconds (0 = as the system does)", 0, G_MAXINT,
      MQTT_DEFAULT_CONNECT_TIMEOUT);
  add_uint (klass, MQTT_PROP_RECONNECT_DELAY_MIN, "reconnect-delay-min",
      "Shortest reconnect delay", "Pause before the first attempt to connect "
      "again, doubled for each attempt after it and for each connection in a "
      "row that lasts less than 2 seconds, in milliseconds", 1,
      G_MAXINT, MQTT_DEFAULT_RECONNECT_DELAY_MIN);
  add_uint (klass, MQTT_PROP_RECONNECT_DELAY_MAX, "reconnect-delay-max",
      "Longest reconnect delay", "Longest pause between two attempts to "
      "connect, in milliseconds", 1, G_MAXINT,
      MQTT_DEFAULT_RECONNECT_DELAY_MAX);
}

void
gst_edge_mqtt_install_properties (GObjectClass * klass, gboolean with_will,
    gboolean nodelay)
{
  add_string (klass, MQTT_PROP_URI, "uri", "URI",
      "Broker as mqtt://user:password@host:port/topic, mqtts:// or mqtt+unix:/path; "
      "wins over host, port and tls, is read back without its password", NULL);
  add_string (klass, MQTT_PROP_HOST, "host", "Host",
      "Name or address of the broker", MQTT_DEFAULT_HOST);
  add_uint (klass, MQTT_PROP_PORT, "port", "Port",
      "Port of the broker (0 = 1883, with TLS 8883)", 0, 65535,
      MQTT_DEFAULT_PORT);
  install_login (klass);
  /* MQTT 5.0, 3.1.2.2: auto begins with 5; a broker that answers "unsupported
   * protocol version" or hangs up before its CONNACK gets 3.1.1 next. */
  g_object_class_install_property (klass, MQTT_PROP_PROTOCOL_VERSION,
      g_param_spec_enum ("protocol-version", "Protocol version",
          "Version of MQTT to speak", GST_TYPE_EDGE_MQTT_PROTOCOL,
          MQTT_DEFAULT_PROTOCOL, READY));
  add_boolean (klass, MQTT_PROP_CLEAN_START, "clean-start", "Clean start",
      "Start without the session that the broker may have kept for client-id",
      MQTT_DEFAULT_CLEAN_START);
  install_timing (klass);
  if (with_will)
    install_will (klass);
  add_boolean (klass, MQTT_PROP_FAIL_FAST, "fail-fast", "Fail fast",
      "Post an error when the first attempt to connect fails",
      MQTT_DEFAULT_FAIL_FAST);
  add_boolean (klass, MQTT_PROP_RETRY_AUTH, "retry-auth",
      "Retry authentication",
      "Try again also after a refused login or certificate",
      MQTT_DEFAULT_RETRY_AUTH);
  add_boolean (klass, MQTT_PROP_NODELAY, "nodelay", "No delay",
      "Send small messages at once (TCP_NODELAY)", nodelay);
  add_boolean (klass, MQTT_PROP_QUICKACK, "quickack", "Quick acknowledge",
      "Acknowledge TCP segments at once (TCP_QUICKACK)", MQTT_DEFAULT_QUICKACK);
  g_object_class_install_property (klass, MQTT_PROP_CONNECTION_STATE,
      g_param_spec_enum ("connection-state", "Connection state",
          "State of the connection to the broker", GST_TYPE_EDGE_MQTT_STATE,
          MQTT_STATE_DISCONNECTED, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

/* Where a string property lives, or NULL. */
static gchar **
string_of (MqttSettings * settings, guint id)
{
  switch (id) {
    case MQTT_PROP_URI:
      return &settings->uri;
    case MQTT_PROP_HOST:
      return &settings->host;
    case MQTT_PROP_CLIENT_ID:
      return &settings->client_id;
    case MQTT_PROP_USERNAME:
      return &settings->username;
    case MQTT_PROP_PASSWORD:
      return &settings->password;
    case MQTT_PROP_PASSWORD_FILE:
      return &settings->password_file;
    case MQTT_PROP_CA_FILE:
      return &settings->ca_file;
    case MQTT_PROP_CERT_FILE:
      return &settings->cert_file;
    case MQTT_PROP_KEY_FILE:
      return &settings->key_file;
    case MQTT_PROP_WILL_TOPIC:
      return &settings->will_topic;
    case MQTT_PROP_WILL_PAYLOAD:
      return &settings->will_payload;
    case MQTT_PROP_BIRTH_PAYLOAD:
      return &settings->birth_payload;
    default:
      return NULL;
  }
}

static guint *
uint_of (MqttSettings * settings, guint id)
{
  switch (id) {
    case MQTT_PROP_PORT:
      return &settings->port;
    case MQTT_PROP_SESSION_EXPIRY:
      return &settings->session_expiry;
    case MQTT_PROP_KEEP_ALIVE:
      return &settings->keep_alive;
    case MQTT_PROP_WILL_QOS:
      return &settings->will_qos;
    case MQTT_PROP_CONNECT_TIMEOUT:
      return &settings->connect_timeout;
    case MQTT_PROP_RECONNECT_DELAY_MIN:
      return &settings->reconnect_delay_min;
    case MQTT_PROP_RECONNECT_DELAY_MAX:
      return &settings->reconnect_delay_max;
    default:
      return NULL;
  }
}

static gboolean *
boolean_of (MqttSettings * settings, guint id)
{
  switch (id) {
    case MQTT_PROP_CLEAN_START:
      return &settings->clean_start;
    case MQTT_PROP_TLS:
      return &settings->tls;
    case MQTT_PROP_TLS_INSECURE:
      return &settings->tls_insecure;
    case MQTT_PROP_WILL_RETAIN:
      return &settings->will_retain;
    case MQTT_PROP_FAIL_FAST:
      return &settings->fail_fast;
    case MQTT_PROP_RETRY_AUTH:
      return &settings->retry_auth;
    case MQTT_PROP_NODELAY:
      return &settings->nodelay;
    case MQTT_PROP_QUICKACK:
      return &settings->quickack;
    default:
      return NULL;
  }
}

gboolean
gst_edge_mqtt_set_property (MqttSettings * settings, guint id,
    const GValue * value)
{
  gchar **string = string_of (settings, id);
  guint *number = uint_of (settings, id);
  gboolean *truth = boolean_of (settings, id);

  if (string != NULL) {
    g_free (*string);
    *string = g_value_dup_string (value);
  } else if (number != NULL) {
    *number = g_value_get_uint (value);
  } else if (truth != NULL) {
    *truth = g_value_get_boolean (value);
  } else if (id == MQTT_PROP_PROTOCOL_VERSION) {
    settings->protocol = g_value_get_enum (value);
  } else {
    return FALSE;
  }
  return TRUE;
}

gboolean
gst_edge_mqtt_get_property (const MqttSettings * settings, MqttState state,
    guint id, GValue * value)
{
  MqttSettings *own = (MqttSettings *) settings;
  gchar **string = string_of (own, id);
  guint *number = uint_of (own, id);
  gboolean *truth = boolean_of (own, id);

  if (id == MQTT_PROP_URI)
    g_value_take_string (value, mqtt_settings_show_uri (settings->uri));
  else if (id == MQTT_PROP_CONNECTION_STATE)
    g_value_set_enum (value, state);
  else if (id == MQTT_PROP_PROTOCOL_VERSION)
    g_value_set_enum (value, settings->protocol);
  else if (string != NULL)
    g_value_set_string (value, *string);
  else if (number != NULL)
    g_value_set_uint (value, *number);
  else if (truth != NULL)
    g_value_set_boolean (value, *truth);
  else
    return FALSE;
  return TRUE;
}
