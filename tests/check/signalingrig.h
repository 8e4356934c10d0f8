/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "webrtcviewer.h"

G_BEGIN_DECLS

/* A pipeline with a mqttsignalingbin named bin, playing. */
typedef struct
{
  GstElement *pipeline;
  GstElement *bin;
  GstBus *bus;
} SignalingRig;

/* rest: the pipeline's other elements, starting at or ending in bin's pads.
 * Without broker there is none to reach; with one, it is reached on return. */
SignalingRig * signaling_rig_new          (MqttBroker * broker,
                                           const gchar * rest);
/* The same with more of the bin's properties. */
SignalingRig * signaling_rig_new_with     (MqttBroker * broker,
                                           const gchar * properties,
                                           const gchar * rest);
void           signaling_rig_free         (SignalingRig * self);

void           signaling_rig_wait_eos     (SignalingRig * self);
/* Waits for the element message; to be freed. Fails on an ERROR. */
GstStructure * signaling_rig_wait         (SignalingRig * self,
                                           const gchar * name);
void           signaling_rig_wait_removed (SignalingRig * self,
                                           const gchar * mobile,
                                           const gchar * reason);
/* Until the pipelines of those who left are gone, too. */
void           signaling_rig_wait_ended   (SignalingRig * self);
/* A number of stats. */
guint          signaling_rig_count        (SignalingRig * self,
                                           const gchar * field);
guint64        signaling_rig_count64      (SignalingRig * self,
                                           const gchar * field);
/* The next one that leaves appsink "commands" must be text. */
void           signaling_rig_wait_command (SignalingRig * self,
                                           const gchar * text);
/* Into appsrc "data". */
void           signaling_rig_push_data    (SignalingRig * self,
                                           const gchar * text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SignalingRig, signaling_rig_free)

G_END_DECLS
