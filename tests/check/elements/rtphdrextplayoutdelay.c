/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#include <gst/rtp/rtp.h>

#define URI "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
#define H264_CAPS "video/x-h264,stream-format=byte-stream,alignment=au"

/* One IDR slice, large enough for several packets of 200 bytes. */
static GstBuffer *
new_h264 (void)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 1000, NULL);
  static const guint8 start[] = { 0, 0, 0, 1, 0x65 };

  gst_buffer_memset (buffer, 0, 0xab, 1000);
  gst_buffer_fill (buffer, 0, start, sizeof start);
  GST_BUFFER_PTS (buffer) = 0;
  return buffer;
}

/* One VP8 key frame header and filling. */
static GstBuffer *
new_vp8 (void)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, 1000, NULL);
  static const guint8 start[] = { 0x50, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x40,
    0x01, 0xf0, 0x00
  };

  gst_buffer_memset (buffer, 0, 0, 1000);
  gst_buffer_fill (buffer, 0, start, sizeof start);
  GST_BUFFER_PTS (buffer) = 0;
  return buffer;
}

static void
check_packet (GstBuffer * buffer, guint id, const guint8 wanted[3])
{
  GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
  gpointer data = NULL;
  guint size = 0;
  guint8 appbits;

  fail_unless (gst_rtp_buffer_map (buffer, GST_MAP_READ, &rtp));
  if (id < 15)
    fail_unless (gst_rtp_buffer_get_extension_onebyte_header (&rtp,
            (guint8) id, 0, &data, &size));
  else
    fail_unless (gst_rtp_buffer_get_extension_twobytes_header (&rtp, &appbits,
            (guint8) id, 0, &data, &size));
  fail_unless_equals_int (size, 3);
  fail_unless (memcmp (data, wanted, 3) == 0);
  gst_rtp_buffer_unmap (&rtp);
}

/* A payloader that made the extension by itself from caps after it. */
static GstHarness *
new_auto_payloader (const gchar * line, const gchar * caps, guint id)
{
  GstHarness *h = gst_harness_new_parse (line);
  g_autofree gchar *sink_caps =
      g_strdup_printf ("application/x-rtp,extmap-%u=(string)" URI, id);

  gst_harness_set_sink_caps_str (h, sink_caps);
  gst_harness_set_src_caps_str (h, caps);
  return h;
}

static void
check_auto (const gchar * line, const gchar * caps, GstBuffer * buffer,
    guint id)
{
  static const guint8 zero[] = { 0, 0, 0 };
  GstHarness *h = new_auto_payloader (line, caps, id);
  guint n_packets;

  fail_unless_equals_int (gst_harness_push (h, buffer), GST_FLOW_OK);
  n_packets = gst_harness_buffers_in_queue (h);
  fail_unless (n_packets >= 2);
  while (n_packets-- > 0) {
    GstBuffer *packet = gst_harness_pull (h);

    check_packet (packet, id, zero);
    gst_buffer_unref (packet);
  }
  gst_harness_teardown (h);
}

GST_START_TEST (test_each_packet_asks_for_display_at_once)
{
  check_auto ("rtph264pay mtu=200", H264_CAPS, new_h264 (), 5);
  check_auto ("rtpvp8pay mtu=200", "video/x-vp8,width=320,height=240",
      new_vp8 (), 5);
}

GST_END_TEST;

GST_START_TEST (test_writes_the_two_byte_form)
{
  check_auto ("rtph264pay mtu=200", H264_CAPS, new_h264 (), 20);
}

GST_END_TEST;

static GstRTPHeaderExtension *
new_extension (guint id, guint min, guint max)
{
  GstElement *element = gst_element_factory_make ("rtphdrextplayoutdelay",
      NULL);

  fail_unless (element != NULL);
  gst_object_ref_sink (element);
  g_object_set (element, "playout-delay-min", min, "playout-delay-max", max,
      NULL);
  gst_rtp_header_extension_set_id (GST_RTP_HEADER_EXTENSION (element), id);
  return GST_RTP_HEADER_EXTENSION (element);
}

GST_START_TEST (test_values_change_while_playing)
{
  static const guint8 before[] = { 0x00, 0xa0, 0x14 };
  static const guint8 after[] = { 0x00, 0x00, 0x64 };
  g_autoptr (GstRTPHeaderExtension) ext = new_extension (3, 100, 200);
  GstHarness *h = gst_harness_new ("rtph264pay");
  GstBuffer *packet;

  g_signal_emit_by_name (h->element, "add-extension", ext);
  gst_harness_set_src_caps_str (h, H264_CAPS);
  packet = gst_harness_push_and_pull (h, new_h264 ());
  check_packet (packet, 3, before);
  gst_buffer_unref (packet);
  g_object_set (ext, "playout-delay-min", 0, "playout-delay-max", 1000, NULL);
  packet = gst_harness_push_and_pull (h, new_h264 ());
  check_packet (packet, 3, after);
  gst_buffer_unref (packet);

  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->sinkpad);
  fail_unless_equals_string (gst_structure_get_string (gst_caps_get_structure
          (caps, 0), "extmap-3"), URI);
  gst_harness_teardown (h);
}

GST_END_TEST;

static void
count_notify (GObject * object, GParamSpec * pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

GST_START_TEST (test_a_depayloader_reads_what_a_payloader_wrote)
{
  g_autoptr (GstRTPHeaderExtension) writer = new_extension (3, 120, 4000);
  g_autoptr (GstRTPHeaderExtension) reader = new_extension (3, 0, 0);
  GstHarness *pay = gst_harness_new ("rtpvp8pay");
  GstHarness *depay = gst_harness_new ("rtpvp8depay");
  guint min, max, n_notified = 0;

  g_signal_connect (reader, "notify::playout-delay-max",
      G_CALLBACK (count_notify), &n_notified);
  g_signal_emit_by_name (pay->element, "add-extension", writer);
  g_signal_emit_by_name (depay->element, "add-extension", reader);
  gst_harness_set_src_caps_str (pay, "video/x-vp8,width=320,height=240");
  for (guint i = 0; i < 3; i++) {
    GstBuffer *packet = gst_harness_push_and_pull (pay, new_vp8 ());

    if (i == 0)
      gst_harness_set_src_caps (depay, gst_pad_get_current_caps (pay->sinkpad));
    fail_unless_equals_int (gst_harness_push (depay, packet), GST_FLOW_OK);
  }
  g_object_get (reader, "playout-delay-min", &min, "playout-delay-max", &max,
      NULL);
  fail_unless_equals_int (min, 120);
  fail_unless_equals_int (max, 4000);
  fail_unless_equals_int (n_notified, 1);
  gst_harness_teardown (depay);
  gst_harness_teardown (pay);
}

GST_END_TEST;

GST_START_TEST (test_unusable_bytes_change_nothing)
{
  static const guint8 reversed[] = { 0x01, 0xe0, 0x00 };
  g_autoptr (GstRTPHeaderExtension) reader = new_extension (3, 0, 50);
  g_autoptr (GstBuffer) buffer = gst_buffer_new ();
  guint min, max;

  fail_unless (gst_rtp_header_extension_read (reader,
          GST_RTP_HEADER_EXTENSION_ONE_BYTE, reversed, 3, buffer));
  fail_unless (gst_rtp_header_extension_read (reader,
          GST_RTP_HEADER_EXTENSION_ONE_BYTE, reversed, 1, buffer));
  g_object_get (reader, "playout-delay-min", &min, "playout-delay-max", &max,
      NULL);
  fail_unless_equals_int (min, 0);
  fail_unless_equals_int (max, 50);
}

GST_END_TEST;

static Suite *
rtphdrextplayoutdelay_suite (void)
{
  Suite *suite = suite_create ("rtphdrextplayoutdelay");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_each_packet_asks_for_display_at_once);
  tcase_add_test (tc, test_writes_the_two_byte_form);
  tcase_add_test (tc, test_values_change_while_playing);
  tcase_add_test (tc, test_a_depayloader_reads_what_a_payloader_wrote);
  tcase_add_test (tc, test_unusable_bytes_change_nothing);
  return suite;
}

GST_CHECK_MAIN (rtphdrextplayoutdelay);
