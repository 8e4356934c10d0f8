/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the broker is and how to be let in: plain values, no socket. */

typedef enum
{
  MQTT_PROTOCOL_AUTO,           /* 5, and 3.1.1 for a broker that refuses it */
  MQTT_PROTOCOL_3_1_1,
  MQTT_PROTOCOL_5,
} MqttProtocol;

#define MQTT_DEFAULT_HOST "localhost"
#define MQTT_DEFAULT_PORT 0
#define MQTT_DEFAULT_PROTOCOL MQTT_PROTOCOL_AUTO
#define MQTT_DEFAULT_CLEAN_START TRUE
#define MQTT_DEFAULT_SESSION_EXPIRY 0
#define MQTT_DEFAULT_KEEP_ALIVE 15000
#define MQTT_DEFAULT_TLS FALSE
#define MQTT_DEFAULT_TLS_INSECURE FALSE
#define MQTT_DEFAULT_WILL_QOS 1
#define MQTT_DEFAULT_WILL_RETAIN TRUE
#define MQTT_DEFAULT_CONNECT_TIMEOUT 5000
#define MQTT_DEFAULT_RECONNECT_DELAY_MIN 100
#define MQTT_DEFAULT_RECONNECT_DELAY_MAX 10000
#define MQTT_DEFAULT_FAIL_FAST FALSE
#define MQTT_DEFAULT_RETRY_AUTH FALSE
#define MQTT_DEFAULT_NODELAY TRUE
#define MQTT_DEFAULT_QUICKACK TRUE
#define MQTT_DEFAULT_MAX_MESSAGE_SIZE (64 * 1024 * 1024)
#define MQTT_DEFAULT_MAX_QUEUE_BYTES (16 * 1024 * 1024)
#define MQTT_DEFAULT_MAX_QUEUE_BUFFERS 200

/* What MQTT itself allows in one message. */
#define MQTT_MAX_PAYLOAD 268435455

typedef struct
{
  gchar *uri;                   /* wins over host, port, tls, username, password */
  gchar *host;
  guint port;                   /* 0: 1883, with TLS 8883 */
  gchar *socket_path;           /* from mqtt+unix:, wins over host and port */
  gchar *uri_topic;             /* path of the uri, NULL if none */
  gchar *client_id;             /* NULL: made at start */
  gchar *username;
  gchar *password;
  gchar *password_file;
  MqttProtocol protocol;
  gboolean clean_start;
  guint session_expiry;         /* milliseconds, MQTT 5 */
  guint keep_alive;             /* milliseconds, 0: off */
  gboolean tls;
  gchar *ca_file;
  gchar *cert_file;
  gchar *key_file;
  gboolean tls_insecure;
  gchar *will_topic;
  gchar *will_payload;
  guint will_qos;
  gboolean will_retain;
  gchar *birth_payload;         /* to will_topic at each connect */
  guint connect_timeout;        /* milliseconds */
  guint reconnect_delay_min;    /* milliseconds */
  guint reconnect_delay_max;    /* milliseconds */
  gboolean fail_fast;           /* the first failure to connect is fatal */
  gboolean retry_auth;          /* a refused login is not */
  gboolean nodelay;
  gboolean quickack;
  guint max_message_size;       /* bytes, larger incoming ones are dropped */
  guint max_queue_bytes;        /* outgoing, 0: unlimited */
  guint max_queue_buffers;      /* outgoing, 0: unlimited */
} MqttSettings;

/* Puts the defaults above into memory that holds nothing yet. */
void     mqtt_settings_init     (MqttSettings * self);
void     mqtt_settings_copy     (MqttSettings * self, const MqttSettings * from);
void     mqtt_settings_clear    (MqttSettings * self);

/* Work out what a start needs: takes the uri apart, reads the password file,
 * makes a client id, checks that the values fit together. Errors are
 * EDGE_ERROR_SETTINGS or EDGE_ERROR_OPEN_READ and never hold a secret. */
gboolean mqtt_settings_resolve  (MqttSettings * self, GError ** error);

/* "host:port" or the socket's path, for messages to people; after resolve. */
gchar *  mqtt_settings_broker   (const MqttSettings * self);

/* uri as it may be shown: without its password. */
gchar *  mqtt_settings_show_uri (const gchar * uri);

G_END_DECLS
