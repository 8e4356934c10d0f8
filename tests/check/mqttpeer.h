/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/check/gstharness.h>

#include "mqttbroker.h"

G_BEGIN_DECLS

/* One of our elements in a harness, with a bus that the test can wait on. */
typedef struct
{
  GstHarness *harness;
  GstElement *element;
  GstBus *bus;
} MqttPeer;

/* description: an element with properties; host and port of broker are set.
 * Without broker there is no harness, for an element that shall not start: a
 * harness sets a sink to PLAYING at once. */
MqttPeer *    mqtt_peer_new         (MqttBroker * broker,
                                     const gchar * description);
/* The same, set to PLAYING, which must work. */
MqttPeer *    mqtt_peer_new_playing (MqttBroker * broker,
                                     const gchar * description);
void          mqtt_peer_free        (MqttPeer * self);

/* Waits for the element message of that name; fails on an ERROR. */
GstStructure * mqtt_peer_wait       (MqttPeer * self, const gchar * name);
/* The same for who only wants it to come. */
void          mqtt_peer_expect      (MqttPeer * self, const gchar * name);
/* Waits for ERROR or WARNING and checks it. text: part of what it says. */
void          mqtt_peer_wait_error  (MqttPeer * self, GQuark domain, gint code,
                                     const gchar * text);
void          mqtt_peer_wait_warning (MqttPeer * self, GQuark domain, gint code,
                                     const gchar * text);

/* mqttsink: push text. mqttsrc: the next buffer must hold text. */
GstFlowReturn mqtt_peer_push        (MqttPeer * self, const gchar * text);
void          mqtt_peer_pull        (MqttPeer * self, const gchar * text);
/* The same, past any buffers that repeat another text, as QoS 1 may. */
void          mqtt_peer_pull_after  (MqttPeer * self, const gchar * repeated,
                                     const gchar * text);

/* A number of stats. */
guint64       mqtt_peer_stat        (MqttPeer * self, const gchar * name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MqttPeer, mqtt_peer_free)

G_END_DECLS
