/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* parseline ARGUMENT...: stands where gst-launch-1.0 would: parse the line,
 * change no state, and say what is wrong with it. Elements that only a board
 * has are replaced by the stand-ins of this table. */
#include <string.h>

#include <gst/gst.h>

#define ENCODED "video/x-h264,stream-format=byte-stream,alignment=au"

/* The caps are what the real element offers on that pad. */
static const struct
{
  const gchar *name;
  const gchar *sink_caps;
  const gchar *src_caps;
  const gchar *properties;      /* separated by commas */
} boards[] = {
  {"libcamerasrc", NULL, "video/x-raw; image/jpeg", "camera-name"},
  {"v4l2h264enc", "video/x-raw", ENCODED, "extra-controls"},
  {"nvarguscamerasrc", NULL, "video/x-raw(memory:NVMM)", "sensor-id"},
  {"nvvidconv", "video/x-raw; video/x-raw(memory:NVMM)",
      "video/x-raw; video/x-raw(memory:NVMM)", ""},
  {"nvv4l2h264enc", "video/x-raw(memory:NVMM)", ENCODED,
      "insert-sps-pps,maxperf-enable,control-rate,bitrate,idrinterval"},
};

typedef GstElement StandIn;
typedef GstElementClass StandInClass;

static void
ignore_property (GObject * object, guint id, const GValue * value,
    GParamSpec * spec)
{
}

static void
add_template (GstElementClass * klass, const gchar * name,
    GstPadDirection direction, const gchar * caps_text)
{
  if (caps_text == NULL)
    return;
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);
  gst_element_class_add_pad_template (klass,
      gst_pad_template_new (name, direction, GST_PAD_ALWAYS, caps));
}

static void
stand_in_class_init (gpointer klass, gpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_auto (GStrv) properties = g_strsplit (boards[i].properties, ",", -1);

  G_OBJECT_CLASS (klass)->set_property = ignore_property;
  for (guint p = 0; properties[p] != NULL; p++)
    g_object_class_install_property (klass, p + 1,
        g_param_spec_string (properties[p], properties[p], properties[p],
            NULL, G_PARAM_WRITABLE));
  gst_element_class_set_static_metadata (klass, boards[i].name, "Test",
      "Stand-in for an element of a board", "nobody@example.org");
  add_template (klass, "sink", GST_PAD_SINK, boards[i].sink_caps);
  add_template (klass, "src", GST_PAD_SRC, boards[i].src_caps);
}

static void
stand_in_init (GTypeInstance * instance, gpointer klass)
{
  static const gchar *const pads[] = { "sink", "src" };

  for (guint i = 0; i < G_N_ELEMENTS (pads); i++) {
    GstPadTemplate *template = gst_element_class_get_pad_template (klass,
        pads[i]);
    if (template != NULL)
      gst_element_add_pad (GST_ELEMENT (instance),
          gst_pad_new_from_template (template, pads[i]));
  }
}

static void
register_stand_ins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (boards); i++) {
    g_autoptr (GstElementFactory) real =
        gst_element_factory_find (boards[i].name);
    if (real != NULL)
      continue;
    GTypeInfo info = { sizeof (StandInClass), NULL, NULL, stand_in_class_init,
      NULL, GUINT_TO_POINTER (i), sizeof (StandIn), 0, stand_in_init, NULL
    };
    g_autofree gchar *type_name = g_strconcat ("StandIn_", boards[i].name,
        NULL);
    GType type = g_type_register_static (GST_TYPE_ELEMENT, type_name, &info,
        0);
    gst_element_register (NULL, boards[i].name, GST_RANK_NONE, type);
  }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  gint first = 1;

  gst_init (&argc, &argv);
  register_stand_ins ();
  while (first < argc && argv[first][0] == '-')
    first++;
  GstElement *pipeline = gst_parse_launchv_full ((const gchar **) argv + first,
      NULL, GST_PARSE_FLAG_FATAL_ERRORS, &error);
  if (error != NULL) {
    g_printerr ("%s\n", error->message);
    return 1;
  }
  gst_object_unref (gst_object_ref_sink (pipeline));
  return 0;
}
