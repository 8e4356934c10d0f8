/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "icecandidate.h"

G_BEGIN_DECLS

/* The messages of WebRTC over MQTT: topics and JSON <-> structs.
 *
 * mobile/{mobile}/webrtc/offer|candidate|bye   from the viewer
 * device/{device}/webrtc/answer|candidate|error  to the viewer
 * device/{device}/webrtc/status                retained presence */

#define MQTT_SIGNALING_MAX_ID 64

typedef enum
{
  MQTT_SIGNALING_OFFER,
  MQTT_SIGNALING_CANDIDATE,
  MQTT_SIGNALING_BYE,
} MqttSignalingType;

typedef struct
{
  MqttSignalingType type;
  gchar *mobile;                /* who sent it: from the topic, never from JSON */
  gchar *session;               /* or NULL */
  gchar *to;                    /* `to`, else `deviceId`, or NULL */
  gchar *sdp;                   /* offer */
  gchar *auth;                  /* offer: a token, or NULL; "": no text at all */
  EdgeIceCandidate candidate;   /* candidate */
} MqttSignalingMessage;

/* The largest payload that is read. Offers of browsers have some 6 kB with a
 * picture, sound and a data channel, and 100 bytes more for each candidate that
 * did not trickle: 32 KiB. Other messages: 4 KiB. */
gsize    mqtt_signaling_max_size (MqttSignalingType type);

void     mqtt_signaling_message_clear (MqttSignalingMessage * self);

/* A device or mobile id: 1 to MQTT_SIGNALING_MAX_ID characters of UTF-8, no
 * control characters, none of "+#/". */
gboolean mqtt_signaling_check_id (const gchar * id);

/* Fills message, to be cleared. If it returns FALSE, only type, mobile and
 * session count, for an answer, and they may be missing. A message
 * to another device is for the caller to see in `to`. An empty bye payload is
 * taken. payload is not looked at if size is more than may be read. */
gboolean mqtt_signaling_parse (MqttSignalingMessage * message,
                               const gchar * topic, const guint8 * payload,
                               gsize size, GError ** error);

/* The mobile id that a topic of ours names, and the type, or NULL. */
gchar *  mqtt_signaling_parse_topic (const gchar * topic,
                                     MqttSignalingType * type);

/* The three topic filters to subscribe to, ended by NULL: static. */
const gchar * const * mqtt_signaling_filters (void);

typedef enum
{
  MQTT_SIGNALING_TOPIC_ANSWER,
  MQTT_SIGNALING_TOPIC_CANDIDATE,
  MQTT_SIGNALING_TOPIC_ERROR,
  MQTT_SIGNALING_TOPIC_STATUS,
} MqttSignalingTopic;

/* device must have passed mqtt_signaling_check_id(). */
gchar *  mqtt_signaling_topic (MqttSignalingTopic topic, const gchar * device);

/* Who speaks to whom: session may be NULL. */
typedef struct
{
  const gchar *from;            /* device id */
  const gchar *to;              /* mobile id */
  const gchar *session;
} MqttSignalingAddress;

/* Payloads; free with g_free(). reason: no-codec, too-many, bad-offer,
 * not-allowed, busy, expired or one of connectionfault.h; message: a
 * sentence. */
gchar *  mqtt_signaling_answer    (const MqttSignalingAddress * address,
                                   const gchar * sdp);
gchar *  mqtt_signaling_candidate (const MqttSignalingAddress * address,
                                   const gchar * candidate, const gchar * mid,
                                   guint mline_index);
gchar *  mqtt_signaling_error     (const MqttSignalingAddress * address,
                                   const gchar * reason, const gchar * message);

/* codecs, video and audio: ended by NULL, or NULL. */
gchar *  mqtt_signaling_status_online  (const gchar * device, guint peers,
                                        const gchar * const * codecs,
                                        const gchar * const * video,
                                        const gchar * const * audio);
gchar *  mqtt_signaling_status_offline (const gchar * device);

G_END_DECLS
