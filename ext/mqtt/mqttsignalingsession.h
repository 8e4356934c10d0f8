/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "commandpad.h"
#include "fanout.h"
#include "mqttconnection.h"
#include "mqttsignalingsettings.h"

G_BEGIN_DECLS

/* One run of mqttsignalingbin: the broker's messages on one side, the viewers'
 * connections on the other. All that belongs to viewers lives on a thread of
 * the session's own. */
typedef struct _MqttSignalingSession MqttSignalingSession;

/* On the session's thread or the connection's, with no lock held; they must
 * not wait. None is called after mqtt_signaling_session_stop(). */
typedef struct
{
  void (*peer_added)   (const gchar * peer, guint n_peers, gpointer user_data);
  void (*peer_state)   (const gchar * peer, const gchar * connection,
                        const gchar * ice, gpointer user_data);
  /* reason and message as in connectionfault.h. */
  void (*peer_failed)  (const gchar * peer, const gchar * reason,
                        const gchar * message, gpointer user_data);
  /* reason: bye, lost, failed, closed, timeout, replaced,
   * expired, stopped or error. */
  void (*peer_removed) (const gchar * peer, const gchar * reason,
                        guint n_peers, gpointer user_data);
  /* Takes text; returns how many commands were lost. */
  guint (*command)     (const gchar * peer, gchar * text, CommandKind kind,
                        gpointer user_data);
  /* message: why it is lost, or NULL. */
  void (*source)       (const gchar * input, gboolean lost,
                        const gchar * message, gpointer user_data);
  void (*connected)    (const MqttServerInfo * info, gpointer user_data);
  void (*disconnected) (const GError * error, gboolean first, guint retry_in,
                        gpointer user_data);
  void (*subscribed)   (const gchar * filter, guint granted,
                        gpointer user_data);
  void (*fatal)        (const GError * error, gpointer user_data);
  void (*state_changed) (MqttState state, gpointer user_data);
} MqttSignalingCallbacks;

/* Starts at once; takes what settings holds. user_data is released with
 * destroy when the last callback is over. */
MqttSignalingSession * mqtt_signaling_session_start (MqttSignalingSettings * settings,
                                                     const MqttSignalingCallbacks * callbacks,
                                                     gpointer user_data,
                                                     GDestroyNotify destroy,
                                                     EdgeFanout * fanout,
                                                     EdgePipelineDisposer * disposer,
                                                     GstObject * object,
                                                     GError ** error);
MqttSignalingSession * mqtt_signaling_session_ref   (MqttSignalingSession * self);
void                   mqtt_signaling_session_unref (MqttSignalingSession * self);
/* Ends all and takes leave of the broker within 200 ms; what does not end in
 * that time ends by itself later. Takes the caller's reference. */
void                   mqtt_signaling_session_stop  (MqttSignalingSession * self);

/* Any thread: the inputs or the clock changed; offers may wait for that. */
void                   mqtt_signaling_session_inputs_changed (MqttSignalingSession * self);
/* Any thread: an input fell silent or came back. */
void                   mqtt_signaling_session_sources_changed (MqttSignalingSession * self);
/* Any thread; takes text, a JSON object for every viewer. Never waits. */
void                   mqtt_signaling_session_broadcast (MqttSignalingSession * self,
                                                         gchar * text);
/* Any thread: "application/x-mqttsignaling-stats". */
GstStructure *         mqtt_signaling_session_get_stats (MqttSignalingSession * self);
guint                  mqtt_signaling_session_count_peers (MqttSignalingSession * self);

G_END_DECLS
