/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/sdp/sdp.h>

#include "fuzz.h"
#include "sdpanswer.h"

/* What was taken can be handed to GStreamer, and, where each m-line is in use,
 * read again as the same: one that is not is written as inactive, and needs no
 * codec. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  static const gchar *const names[] = { "H264", "VP8", "OPUS", NULL };
  g_autoptr (EdgeSdpOffer) offer = edge_sdp_offer_new ((const gchar *) data,
      size, NULL);
  GstSDPMessage *sdp = NULL;
  gboolean in_use = TRUE;

  if (offer == NULL)
    return 0;
  for (guint i = 0; i < offer->n_media; i++) {
    const EdgeSdpMedia *media = &offer->media[i];
    const EdgeSdpCodec *codec = edge_sdp_codec_choose (media->codecs,
        media->n_codecs, names);

    in_use = in_use && !media->rejected;
    if (codec != NULL)
      gst_caps_unref (edge_sdp_codec_to_caps (codec, media->kind, 1,
              &media->extensions));
  }

  g_autoptr (EdgeSdpOffer) again = edge_sdp_offer_new (offer->text,
      strlen (offer->text), NULL);
  g_assert (again != NULL || !in_use);
  if (again != NULL) {
    g_assert (g_str_equal (again->text, offer->text));
    g_assert (edge_sdp_offer_check_later (offer, again, NULL));
  }
  g_assert (gst_sdp_message_new_from_text (offer->text, &sdp) == GST_SDP_OK);
  g_assert (gst_sdp_message_medias_len (sdp) == offer->n_media);
  gst_sdp_message_free (sdp);

  g_autofree gchar *answer = edge_sdp_answer_for_peer (offer->text, offer,
      NULL);
  g_assert (answer != NULL);
  return 0;
}
