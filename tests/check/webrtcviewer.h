/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/gst.h>

#include "mqttbroker.h"

G_BEGIN_DECLS

/* A viewer as a browser is one: a plain webrtcbin that offers to receive, and
 * signals over a real broker. Each wait has a deadline and fails the test. */
typedef struct _WebrtcViewer WebrtcViewer;

/* video: "H264", "VP8" or NULL; audio: Opus, too. */
WebrtcViewer * webrtc_viewer_new          (MqttBroker * broker,
                                           const gchar * mobile,
                                           const gchar * video, gboolean audio);
/* One with VP8 who gives no candidates but those in candidates, "candidate:..."
 * ended by NULL, and takes no answer: he does not find the robot. */
WebrtcViewer * webrtc_viewer_new_hidden   (MqttBroker * broker,
                                           const gchar * mobile,
                                           const gchar * const * candidates);
/* The same with a broker elsewhere, and at this address of its own. */
WebrtcViewer * webrtc_viewer_new_at       (const gchar * host, guint port,
                                           const gchar * address,
                                           const gchar * mobile,
                                           const gchar * video, gboolean audio);
void           webrtc_viewer_free         (WebrtcViewer * self);
/* Publishes the offer that was made at new(). */
void           webrtc_viewer_call         (WebrtcViewer * self);
/* What call() publishes. */
const gchar *  webrtc_viewer_get_offer    (WebrtcViewer * self);
/* Before call(): the offer names a certificate that is not ours. */
void           webrtc_viewer_forge_offer  (WebrtcViewer * self);
/* Before call(): the offer carries token. */
void           webrtc_viewer_set_auth     (WebrtcViewer * self,
                                           const gchar * token);
/* Before call(): reaches the robot, and then sends nothing. */
void           webrtc_viewer_fall_dumb    (WebrtcViewer * self);
/* Before call(): never reports what he receives. */
void           webrtc_viewer_never_report (WebrtcViewer * self);
/* Before call(): sends text as soon as the data channel is open. */
void           webrtc_viewer_greet        (WebrtcViewer * self,
                                           const gchar * text);
/* While media come: reports nothing of them any more. */
void           webrtc_viewer_fall_silent  (WebrtcViewer * self);
/* "control". */
void           webrtc_viewer_close_channel (WebrtcViewer * self);
/* Another payload on our offer topic. */
void           webrtc_viewer_publish      (WebrtcViewer * self,
                                           const gchar * what,
                                           const gchar * payload);
/* Hangs up: a bye. */
void           webrtc_viewer_bye          (WebrtcViewer * self);
/* Is gone without a word. */
void           webrtc_viewer_vanish       (WebrtcViewer * self);

void           webrtc_viewer_wait_answer  (WebrtcViewer * self, guint n);
/* Returns the reason of the nth error, counted from 1. */
gchar *        webrtc_viewer_wait_error   (WebrtcViewer * self, guint n);
guint          webrtc_viewer_count_errors (WebrtcViewer * self);
/* Until so many more packets came; media is "video" or "audio". */
void           webrtc_viewer_wait_packets (WebrtcViewer * self,
                                           const gchar * media, guint n);
/* Sends on the data channel, which it waits for. */
void           webrtc_viewer_send         (WebrtcViewer * self,
                                           const gchar * text);
/* Another data channel; options as webrtcbin's create-data-channel takes them,
 * or NULL. What arrives on it is not told from the first one's. To be sent on
 * with its action "send-string"; the channel is the viewer's. */
GObject *      webrtc_viewer_open         (WebrtcViewer * self,
                                           const gchar * label,
                                           const gchar * options);
/* Until the robot has closed so many. */
void           webrtc_viewer_wait_closed  (WebrtcViewer * self, guint n);
/* A message on the data channel that has this in it. */
void           webrtc_viewer_wait_message (WebrtcViewer * self,
                                           const gchar * part);
/* So many came that have this in them. */
guint          webrtc_viewer_count_messages (WebrtcViewer * self,
                                             const gchar * part);
/* The nth of them, counted from 1; the text is the viewer's. */
const gchar *  webrtc_viewer_get_message  (WebrtcViewer * self,
                                           const gchar * part, guint n);
/* Until pictures come that may be held back so long, in milliseconds. */
void           webrtc_viewer_wait_playout (WebrtcViewer * self, guint min,
                                           guint max);
/* Until pictures of this size come. */
void           webrtc_viewer_wait_size    (WebrtcViewer * self, gint width,
                                           gint height);
/* The first answer's SDP. */
const gchar *  webrtc_viewer_get_answer   (WebrtcViewer * self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (WebrtcViewer, webrtc_viewer_free)

G_END_DECLS
