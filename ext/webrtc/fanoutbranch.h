/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include <gst/app/gstappsrc.h>

#include "fanout.h"

G_BEGIN_DECLS

/* The inside of the fan-out: for fanout.c, fanoutinput.c and fanoutbranch.c. */

/* One codec of one input: the frames, from an encoder, from the parser or as
 * they came, and who gets them. */
typedef struct
{
  gint refs;                    /* atomic */
  EdgeFanoutInput *input;       /* a reference */
  EdgeMediaCodec codec;

  /* Protected by the fan-out's lock. */
  GPtrArray *taps;
  GstElement *pipeline;         /* NULL: frames go to the taps as they came, if
                                 * they need no parser */
  GstElement *chain;            /* in pipeline */
  GstAppSrc *entry;             /* in pipeline */
  guint serial;                 /* of pipeline */
  guint failed_serial;          /* its error was told */
  gboolean parses;              /* pipeline: no encoder */
  gint64 retry_time;            /* no parser before, monotonic */
  guint way;                    /* of edge_encoder_chain_new() */
  gchar *failure;               /* why no frames come, or NULL */
  gboolean awaits_key;          /* frames in between need what was lost */
  gboolean key_unit_wanted;
  gint64 key_unit_time;         /* of the last request, monotonic */
} EdgeFanoutBranch;

struct _EdgeFanoutInput
{
  gint refs;                    /* atomic */
  EdgeFanout *fanout;           /* a reference */
  gchar *name;
  const gchar *media;
  GstElement *sink;             /* a reference */
  GstPad *pad;                  /* its sink pad */

  /* Protected by the fan-out's lock. */
  GstCaps *caps;
  gboolean eos;
  gint64 arrived;               /* monotonic, of the last frame; 0: none yet */
  gint64 period;                /* microseconds between frames, or 0 */
  gboolean period_unknown;      /* the caps do not tell it */
  gboolean silent;
  EdgeFanoutBranch *branches[EDGE_MEDIA_N_CODECS];
};

struct _EdgeFanout
{
  gint refs;                    /* atomic */
  EdgePipelineDisposer *disposer;
  EdgeFanoutCallbacks callbacks;
  gpointer user_data;
  GDestroyNotify destroy;       /* of user_data */

  /* Protects all of the following and what is said to be above. Never held
   * while calling out. */
  GMutex lock;
  EdgeFanoutSettings settings;
  GstClock *clock;
  GstClockTime base_time;
  GPtrArray *inputs;
};

EdgeFanoutInput *  edge_fanout_input_new      (EdgeFanout * fanout,
                                               const gchar * name,
                                               const gchar * media);
void               edge_fanout_input_stop     (EdgeFanoutInput * input);
gboolean           edge_fanout_input_check_silence_locked (EdgeFanoutInput * input,
                                               gint64 now);

/* All without a lock held. */
void               edge_fanout_source_changed (EdgeFanoutInput * input);
void               edge_fanout_input_changed  (EdgeFanoutInput * input);
void               edge_fanout_encoder_failed (EdgeFanoutBranch * branch,
                                               const GError * error,
                                               gboolean fatal);

EdgeFanoutBranch * edge_fanout_branch_new     (EdgeFanoutInput * input,
                                               EdgeMediaCodec codec);
EdgeFanoutBranch * edge_fanout_branch_ref     (EdgeFanoutBranch * self);
void               edge_fanout_branch_unref   (EdgeFanoutBranch * self);
/* Begin to encode or parse, if the input needs it. */
void               edge_fanout_branch_start   (EdgeFanoutBranch * self);
void               edge_fanout_branch_stop    (EdgeFanoutBranch * self);
/* Frames go on with the next key frame, which is asked for. */
void               edge_fanout_branch_await_key_locked (EdgeFanoutBranch * self);
/* The branch's part in a frame that arrived at its input. */
void               edge_fanout_branch_push    (EdgeFanoutBranch * self,
                                               GstBuffer * buffer,
                                               GstCaps * caps);

G_END_DECLS
