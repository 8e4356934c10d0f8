/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/**
 * SECTION:element-rtphdrextplayoutdelay
 * @title: rtphdrextplayoutdelay
 *
 * Tells a browser how long it may hold back the pictures of an RTP stream. A
 * WebRTC receiver keeps a jitter buffer that smooths the picture at the cost of
 * delay; with a maximum of 0 it shows each picture as soon as it is decoded,
 * which is what driving a robot or working on a remote screen needs.
 *
 * The element is used by an RTP payloader, not linked to: the payloader makes
 * it by itself when the caps after it name the extension, or takes it with its
 * `add-extension` signal. It writes the values of its properties into each
 * packet. In a depayloader it reads them from each packet, and its properties
 * then say what the sender asks for. The format is that of
 * <https://webrtc.googlesource.com/src/+/main/docs/native-code/rtp-hdrext/playout-delay>.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 videotestsrc is-live=true num-buffers=100 ! x264enc tune=zerolatency ! rtph264pay ! 'application/x-rtp,extmap-5=(string)http://www.webrtc.org/experiments/rtp-hdrext/playout-delay' ! udpsink host=127.0.0.1 port=5004
 * ]|
 *
 * Since: 0.1
 */
#include "gstrtphdrextplayoutdelay.h"

#include "playoutdelay.h"

#define PLAYOUT_DELAY_URI \
    "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
#define DEFAULT_PLAYOUT_DELAY_MIN 0
#define DEFAULT_PLAYOUT_DELAY_MAX 0

GST_DEBUG_CATEGORY_STATIC (rtphdrextplayoutdelay_debug);
#define GST_CAT_DEFAULT rtphdrextplayoutdelay_debug

enum
{
  PROP_0,
  PROP_PLAYOUT_DELAY_MIN,
  PROP_PLAYOUT_DELAY_MAX,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

struct _GstEdgeRtpHdrextPlayoutDelay
{
  GstRTPHeaderExtension parent;

  /* with the object lock */
  guint min;
  guint max;
};

G_DEFINE_TYPE_WITH_CODE (GstEdgeRtpHdrextPlayoutDelay,
    gst_edge_rtp_hdrext_playout_delay, GST_TYPE_RTP_HEADER_EXTENSION,
    GST_DEBUG_CATEGORY_INIT (rtphdrextplayoutdelay_debug,
        "rtphdrextplayoutdelay", 0, "RTP header extension: playout delay"));
GST_ELEMENT_REGISTER_DEFINE (rtphdrextplayoutdelay, "rtphdrextplayoutdelay",
    GST_RANK_MARGINAL, GST_TYPE_EDGE_RTP_HDREXT_PLAYOUT_DELAY);

static GstRTPHeaderExtensionFlags
gst_edge_rtp_hdrext_playout_delay_get_supported_flags (GstRTPHeaderExtension *
    ext)
{
  return GST_RTP_HEADER_EXTENSION_ONE_BYTE | GST_RTP_HEADER_EXTENSION_TWO_BYTE;
}

static gsize
gst_edge_rtp_hdrext_playout_delay_get_max_size (GstRTPHeaderExtension * ext,
    const GstBuffer * input_meta)
{
  return EDGE_PLAYOUT_DELAY_SIZE;
}

static gssize
gst_edge_rtp_hdrext_playout_delay_write (GstRTPHeaderExtension * ext,
    const GstBuffer * input_meta, GstRTPHeaderExtensionFlags write_flags,
    GstBuffer * output, guint8 * data, gsize size)
{
  GstEdgeRtpHdrextPlayoutDelay *self = GST_EDGE_RTP_HDREXT_PLAYOUT_DELAY (ext);

  if (size < EDGE_PLAYOUT_DELAY_SIZE)
    return -1;
  GST_OBJECT_LOCK (self);
  edge_playout_delay_write (data, self->min, self->max);
  GST_OBJECT_UNLOCK (self);
  return EDGE_PLAYOUT_DELAY_SIZE;
}

static gboolean
gst_edge_rtp_hdrext_playout_delay_read (GstRTPHeaderExtension * ext,
    GstRTPHeaderExtensionFlags read_flags, const guint8 * data, gsize size,
    GstBuffer * buffer)
{
  GstEdgeRtpHdrextPlayoutDelay *self = GST_EDGE_RTP_HDREXT_PLAYOUT_DELAY (ext);
  gboolean min_changed, max_changed;
  guint min, max;

  if (!edge_playout_delay_read (data, size, &min, &max)) {
    /* Not worth a stream: a depayloader ends it on FALSE. */
    GST_DEBUG_OBJECT (self, "unusable extension of %" G_GSIZE_FORMAT " bytes",
        size);
    return TRUE;
  }

  GST_OBJECT_LOCK (self);
  min_changed = self->min != min;
  max_changed = self->max != max;
  self->min = min;
  self->max = max;
  GST_OBJECT_UNLOCK (self);
  if (min_changed)
    g_object_notify_by_pspec (G_OBJECT (self),
        properties[PROP_PLAYOUT_DELAY_MIN]);
  if (max_changed)
    g_object_notify_by_pspec (G_OBJECT (self),
        properties[PROP_PLAYOUT_DELAY_MAX]);
  return TRUE;
}

static void
gst_edge_rtp_hdrext_playout_delay_set_property (GObject * object, guint id,
    const GValue * value, GParamSpec * pspec)
{
  GstEdgeRtpHdrextPlayoutDelay *self =
      GST_EDGE_RTP_HDREXT_PLAYOUT_DELAY (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PLAYOUT_DELAY_MIN:
      self->min = g_value_get_uint (value);
      break;
    case PROP_PLAYOUT_DELAY_MAX:
      self->max = g_value_get_uint (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_rtp_hdrext_playout_delay_get_property (GObject * object, guint id,
    GValue * value, GParamSpec * pspec)
{
  GstEdgeRtpHdrextPlayoutDelay *self =
      GST_EDGE_RTP_HDREXT_PLAYOUT_DELAY (object);

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PLAYOUT_DELAY_MIN:
      g_value_set_uint (value, self->min);
      break;
    case PROP_PLAYOUT_DELAY_MAX:
      g_value_set_uint (value, self->max);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
  GST_OBJECT_UNLOCK (self);
}

static void
gst_edge_rtp_hdrext_playout_delay_class_init (GstEdgeRtpHdrextPlayoutDelayClass
    * klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstRTPHeaderExtensionClass *ext_class =
      GST_RTP_HEADER_EXTENSION_CLASS (klass);

  object_class->set_property = gst_edge_rtp_hdrext_playout_delay_set_property;
  object_class->get_property = gst_edge_rtp_hdrext_playout_delay_get_property;
  ext_class->get_supported_flags =
      gst_edge_rtp_hdrext_playout_delay_get_supported_flags;
  ext_class->get_max_size = gst_edge_rtp_hdrext_playout_delay_get_max_size;
  ext_class->write = gst_edge_rtp_hdrext_playout_delay_write;
  ext_class->read = gst_edge_rtp_hdrext_playout_delay_read;

  /**
   * GstEdgeRtpHdrextPlayoutDelay:playout-delay-min:
   *
   * The receiver shows no picture earlier than this after its capture. The
   * wire knows steps of 10 ms; the value is rounded down.
   *
   * Since: 0.1
   */
  properties[PROP_PLAYOUT_DELAY_MIN] = g_param_spec_uint ("playout-delay-min",
      "Minimum playout delay",
      "Least delay from capture to display, in milliseconds (steps of 10)", 0,
      EDGE_PLAYOUT_DELAY_MAX, DEFAULT_PLAYOUT_DELAY_MIN,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS |
      GST_PARAM_MUTABLE_PLAYING);
  /**
   * GstEdgeRtpHdrextPlayoutDelay:playout-delay-max:
   *
   * The receiver tries to show each picture at most this long after its
   * capture; a value below playout-delay-min counts as that. The wire knows
   * steps of 10 ms; the value is rounded down.
   *
   * Since: 0.1
   */
  properties[PROP_PLAYOUT_DELAY_MAX] = g_param_spec_uint ("playout-delay-max",
      "Maximum playout delay",
      "Most delay from capture to display, in milliseconds (steps of 10, 0 = "
      "show at once)", 0, EDGE_PLAYOUT_DELAY_MAX, DEFAULT_PLAYOUT_DELAY_MAX,
      G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_STATIC_STRINGS |
      GST_PARAM_MUTABLE_PLAYING);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gst_rtp_header_extension_class_set_uri (ext_class, PLAYOUT_DELAY_URI);
  gst_element_class_set_static_metadata (element_class,
      "RTP playout delay extension", GST_RTP_HDREXT_ELEMENT_CLASS,
      "Tells WebRTC receivers how long they may hold back pictures",
      "gst-plugins-edge maintainers <gst-plugins-edge@example.com>");
}

static void
gst_edge_rtp_hdrext_playout_delay_init (GstEdgeRtpHdrextPlayoutDelay * self)
{
}
