/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "mediacodec.h"
#include "pipelinedisposer.h"

G_BEGIN_DECLS

/* What arrives at the sink pads of a bin, handed to any number of peers: one
 * encode per input and codec in use, begun with its first peer and ended with
 * its last. Already encoded input is never encoded again.
 *
 * An input's element is an appsink that belongs into the outer bin. Live input
 * is taken as it comes; input that is not live (a file) is taken at the speed
 * of the clock. Encoders run in pipelines of their own, so that nothing behind
 * an input can stop or fail the outer pipeline. */
typedef struct _EdgeFanout EdgeFanout;
typedef struct _EdgeFanoutInput EdgeFanoutInput;
typedef struct _EdgeFanoutTap EdgeFanoutTap;

/* Each may be called from any thread, with no lock held, and must not wait. */
typedef struct
{
  /* The input's caps or its end of stream changed. */
  void (*changed)        (EdgeFanoutInput * input, gpointer user_data);
  /* edge_fanout_input_is_lost() may say something else now. */
  void (*source_changed) (EdgeFanoutInput * input, gpointer user_data);
  /* An encoder or parser does not work; the next one is tried if there is one,
   * else (fatal) its taps get no frames until the input gets better. */
  void (*encoder_failed) (EdgeFanoutInput * input, EdgeMediaCodec codec,
                          const GError * error, gboolean fatal,
                          gpointer user_data);
} EdgeFanoutCallbacks;

/* A frame for one tap, from a streaming thread; must not wait. The buffer is
 * shared with other taps; its times are running times on the fan-out's clock
 * and base time. */
typedef void (*EdgeFanoutFrame) (EdgeFanoutTap * tap, GstBuffer * buffer,
                                 GstCaps * caps, gpointer user_data);

/* Requests for key frames are merged over this time. */
#define EDGE_FANOUT_KEY_UNIT_INTERVAL 500       /* milliseconds */

/* An input that has brought frames is lost after so much silence, or after
 * three times the distance of its frames if that is longer. When it comes back
 * its first picture is a key frame. */
#define EDGE_FANOUT_SILENCE 500 /* milliseconds */

/* Bits/s, for encoders of this fan-out. */
typedef struct
{
  guint video_bitrate;
  guint audio_bitrate;
} EdgeFanoutSettings;

EdgeFanout *      edge_fanout_new           (const EdgeFanoutCallbacks * callbacks,
                                             gpointer user_data,
                                             GDestroyNotify destroy,
                                             EdgePipelineDisposer * disposer);
EdgeFanout *      edge_fanout_ref           (EdgeFanout * self);
void              edge_fanout_unref         (EdgeFanout * self);
/* Ends what runs behind the inputs and forgets their formats and the clock;
 * inputs and taps stay. */
void              edge_fanout_stop          (EdgeFanout * self);
/* For encoders that start later. */
void              edge_fanout_set_settings  (EdgeFanout * self,
                                             const EdgeFanoutSettings * settings);

/* What peers' pipelines must use, too. Without a clock nothing flows. */
void              edge_fanout_set_clock     (EdgeFanout * self, GstClock * clock,
                                             GstClockTime base_time);
/* FALSE if there is none yet; clock is a new reference. */
gboolean          edge_fanout_get_clock     (EdgeFanout * self, GstClock ** clock,
                                             GstClockTime * base_time);

/* media: "video" or "audio"; NULL if there is no appsink. */
EdgeFanoutInput * edge_fanout_add_input     (EdgeFanout * self,
                                             const gchar * name,
                                             const gchar * media);
void              edge_fanout_remove_input  (EdgeFanout * self,
                                             EdgeFanoutInput * input);
/* The inputs in the order of their names; each a reference. */
GPtrArray *       edge_fanout_list_inputs   (EdgeFanout * self);
/* Encoders that run now. */
guint             edge_fanout_count_encoders (EdgeFanout * self);

/* To be called every now and then: find the inputs that are silent. */
void              edge_fanout_check_silence (EdgeFanout * self);

EdgeFanoutInput * edge_fanout_input_ref     (EdgeFanoutInput * self);
void              edge_fanout_input_unref   (EdgeFanoutInput * self);
const gchar *     edge_fanout_input_name    (EdgeFanoutInput * self);
const gchar *     edge_fanout_input_media   (EdgeFanoutInput * self);
GstElement *      edge_fanout_input_element (EdgeFanoutInput * self);
gboolean          edge_fanout_input_is_eos  (EdgeFanoutInput * self);
/* FALSE while nothing has arrived that tells the format. */
gboolean          edge_fanout_input_is_known (EdgeFanoutInput * self);
/* TRUE if it is silent or all encoders for it have failed; message: why, if
 * that is known; to be freed. */
gboolean          edge_fanout_input_is_lost (EdgeFanoutInput * self,
                                             gchar ** message);
/* Whether it can give codec to a peer. */
gboolean          edge_fanout_input_gives   (EdgeFanoutInput * self,
                                             EdgeMediaCodec codec);

/* Take part in an input's frames; the first frame is a key frame or is not,
 * see edge_fanout_tap_request_key_unit(). NULL if it does not give codec; no
 * frame comes while it does not.
 * destroy is called when frame will never be called again. */
EdgeFanoutTap *   edge_fanout_tap_new       (EdgeFanoutInput * input,
                                             EdgeMediaCodec codec,
                                             EdgeFanoutFrame frame,
                                             gpointer user_data,
                                             GDestroyNotify destroy);
void              edge_fanout_tap_free      (EdgeFanoutTap * self);
/* Ask for a key frame, from any thread: the request goes upstream with the
 * input's next frame, at most one in each EDGE_FANOUT_KEY_UNIT_INTERVAL. */
void              edge_fanout_tap_request_key_unit (EdgeFanoutTap * self);

G_END_DECLS
