/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#define GST_USE_UNSTABLE_API
#include <gst/webrtc/webrtc.h>

#include "fanout.h"
#include "gstmqttproperties.h"
#include "mqttsignalingsession.h"

G_BEGIN_DECLS

/* The properties of mqttsignalingbin, as they were set; the same manners as in
 * gstmqttproperties.h. */
enum
{
  MQTT_SIGNALING_PROP_DEVICE_ID = MQTT_PROP_LAST,
  MQTT_SIGNALING_PROP_MOBILE_IDS,
  MQTT_SIGNALING_PROP_MAX_PEERS,
  MQTT_SIGNALING_PROP_VIDEO_CODECS,
  MQTT_SIGNALING_PROP_VIDEO_BITRATE,
  MQTT_SIGNALING_PROP_AUDIO_BITRATE,
  MQTT_SIGNALING_PROP_STUN_SERVER,
  MQTT_SIGNALING_PROP_TURN_SERVERS,
  MQTT_SIGNALING_PROP_TURN_SERVERS_FILE,
  MQTT_SIGNALING_PROP_LOCAL_ADDRESSES,
  MQTT_SIGNALING_PROP_ICE_TCP,
  MQTT_SIGNALING_PROP_ICE_TRANSPORT_POLICY,
  MQTT_SIGNALING_PROP_TOKEN_KEY,
  MQTT_SIGNALING_PROP_TOKEN_KEY_FILE,
  MQTT_SIGNALING_PROP_PEERS,
  MQTT_SIGNALING_PROP_STATS,
};

typedef struct
{
  MqttSettings mqtt;
  gchar *device_id;
  gchar *mobile_ids;
  guint max_peers;
  gchar *video_codecs;
  EdgeFanoutSettings bitrates;
  gchar *stun_server;
  gchar *turn_servers;
  gchar *turn_servers_file;
  gchar *local_addresses;
  gchar *token_key;
  gchar *token_key_file;
  gboolean ice_tcp;
  GstWebRTCICETransportPolicy ice_transport_policy;
} MqttSignalingProperties;

void     gst_edge_mqtt_signaling_install_properties (GObjectClass * klass);
gboolean gst_edge_mqtt_signaling_set_property       (MqttSignalingProperties * self,
                                                     guint id,
                                                     const GValue * value);
/* Not peers and stats. */
gboolean gst_edge_mqtt_signaling_get_property       (const MqttSignalingProperties * self,
                                                     MqttState state, guint id,
                                                     GValue * value);
void     gst_edge_mqtt_signaling_properties_clear   (MqttSignalingProperties * self);
/* Fills settings, to be cleared, with copies. */
void     gst_edge_mqtt_signaling_properties_read    (const MqttSignalingProperties * self,
                                                     MqttSignalingSettings * settings);

G_END_DECLS
