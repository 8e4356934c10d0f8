/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "mediacodec.h"

G_BEGIN_DECLS

/* What makes frames for peers out of what arrives at an input: from raw
 * pictures or sound an encoder set for live use, from encoded H.264 a parser
 * that repeats the parameter sets before each key frame. */

/* The number of ways to make codec from raw caps on this machine: known
 * encoders whose rank is not NONE and that can take the caps, best first. */
guint        edge_encoder_chain_count (EdgeMediaCodec codec,
                                       const GstCaps * raw_caps);

/* A floating bin with the pads "sink" and "src". way counts from 0, the best.
 * bitrate: bits/s. */
GstElement * edge_encoder_chain_new   (EdgeMediaCodec codec,
                                       const GstCaps * raw_caps, guint way,
                                       guint bitrate, GError ** error);

/* The same for encoded H.264. */
GstElement * edge_parser_chain_new    (GError ** error);

/* Ask the encoder for a key frame at once. */
void         edge_encoder_chain_key_unit (GstElement * chain);

G_END_DECLS
