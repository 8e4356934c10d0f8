/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "mqttsettings.h"

G_BEGIN_DECLS

/* What a run of mqttsignalingbin needs to know: plain values, no socket. */

typedef struct
{
  gchar *device_id;
  gchar **mobile_ids;           /* who may call; NULL: everybody */
  guint max_peers;
  gchar **video_codecs;         /* encoding names in our order */
  gchar *stun_server;
  gchar **turn_servers;
  gchar *turn_servers_file;     /* wins over turn_servers */
  gchar **local_addresses;
  gchar *token_key;             /* NULL, and no file: no token is asked for */
  gchar *token_key_file;        /* wins over token_key */
  guint8 *key;                  /* of these two, after resolve; or NULL */
  gsize key_size;
  gboolean relay_only;
  gboolean ice_tcp;
  MqttSettings mqtt;
} MqttSignalingSettings;

void     mqtt_signaling_settings_clear   (MqttSignalingSettings * self);
/* Reads the files and checks all but mqtt: FALSE with EDGE_ERROR_SETTINGS or
 * EDGE_ERROR_OPEN_READ if it cannot work. No error holds a TURN server's URL,
 * which has a password in it, or anything of the key. */
gboolean mqtt_signaling_settings_resolve (MqttSignalingSettings * self,
                                          GError ** error);

/* The words between commas or on lines of their own; NULL if there are none. */
gchar ** mqtt_signaling_split_list       (const gchar * text);

G_END_DECLS
