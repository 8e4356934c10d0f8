/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "picturereader.h"

#include <gst/check/gstcheck.h>
#include <gst/rtp/gstrtpbuffer.h>

void
picture_read_playout (GstBuffer * packet, guint id, gint * value)
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gpointer data;
  guint size;

  fail_unless (gst_rtp_buffer_map (packet, GST_MAP_READ, &rtp));
  if (gst_rtp_buffer_get_extension_onebyte_header (&rtp, id, 0, &data, &size)
      && size == 3)
    *value = GST_READ_UINT24_BE (data);
  gst_rtp_buffer_unmap (&rtp);
}

GstElement *
picture_reader_new (GstPad * pad)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  const gchar *codec = gst_structure_get_string (gst_caps_get_structure (caps,
          0), "encoding-name");

  return gst_parse_bin_from_description (g_str_equal (codec, "H264") ?
      "rtph264depay request-keyframe=true ! h264parse "
      "! fakesink name=end async=false" :
      "rtpvp8depay request-keyframe=true ! fakesink name=end async=false",
      TRUE, NULL);
}

/* Of VP8 from the frame header (RFC 6386, 9.1), of H.264 by the parser. */
gboolean
picture_read_size (GstPad * pad, GstBuffer * frame, gint * width, gint * height)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (pad);
  GstStructure *structure = gst_caps_get_structure (caps, 0);
  guint8 header[10];

  if (!gst_structure_has_name (structure, "video/x-vp8"))
    return gst_structure_get_int (structure, "width", width)
        && gst_structure_get_int (structure, "height", height);
  if (gst_buffer_extract (frame, 0, header, 10) != 10 || (header[0] & 1) != 0)
    return FALSE;
  *width = GST_READ_UINT16_LE (header + 6) & 0x3fff;
  *height = GST_READ_UINT16_LE (header + 8) & 0x3fff;
  return TRUE;
}
