/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>
#include <json-glib/json-glib.h>

#include "mqttconnection.h"

G_BEGIN_DECLS

/* A plain webrtcbin and what must be said over MQTT for it, as the examples of
 * GStreamer do it: what the contestants of the benchmarks share that are not
 * our elements, and their viewers. */
typedef struct _Call Call;

/* kind: offer, answer or candidate. */
typedef void (*CallSend) (Call * call, const gchar * kind, JsonObject * object,
                          gpointer user_data);

/* webrtc: a webrtcbin that is not started yet. */
Call *       call_new            (GstElement * webrtc, const gchar * mobile,
                                  CallSend send, gpointer user_data);
const gchar * call_mobile        (Call * self);
GstElement * call_webrtc         (Call * self);
void         call_make_offer     (Call * self);
/* An answer that came. */
void         call_take_answer    (Call * self, const gchar * sdp);
/* An offer that came; the answer is sent. */
void         call_take_offer     (Call * self, const gchar * sdp);
void         call_take_candidate (Call * self, JsonObject * object);

/* Connects and waits until all of filters (NULL-terminated) are subscribed. */
MqttConnection * call_connect    (const gchar * port,
                                  const gchar * const * filters,
                                  void (*message) (const MqttMessage * message,
                                                   gpointer user_data),
                                  gpointer user_data);
void         call_publish        (MqttConnection * connection,
                                  const gchar * topic, JsonObject * object);

G_END_DECLS
