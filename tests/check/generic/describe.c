/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* describe ELEMENT: what gst-inspect-1.0 shows of an element, cut to what we
 * define ourselves, so that it is the same with every version of GStreamer. */
#include <gst/gst.h>

static gint
compare_templates (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (((const GstStaticPadTemplate *) a)->name_template,
      ((const GstStaticPadTemplate *) b)->name_template);
}

static void
print_templates (GstElementFactory * factory)
{
  static const gchar *const directions[] = { "unknown", "src", "sink" };
  static const gchar *const presences[] = { "always", "sometimes", "request" };
  /* A loaded plugin and the registry's copy of it differ in their order. */
  GList *sorted = g_list_sort (g_list_copy ((GList *)
          gst_element_factory_get_static_pad_templates (factory)),
      compare_templates);

  for (GList * l = sorted; l; l = l->next) {
    GstStaticPadTemplate *template = l->data;
    g_autoptr (GstCaps) caps = gst_static_pad_template_get_caps (template);
    g_autofree gchar *text = gst_caps_to_string (caps);

    g_print ("\npad %s: %s, %s\n  %s\n", template->name_template,
        directions[template->direction], presences[template->presence], text);
  }
  g_list_free (sorted);
}

static void
print_range (GParamSpec * spec)
{
  if (G_IS_PARAM_SPEC_UINT (spec)) {
    GParamSpecUInt *s = G_PARAM_SPEC_UINT (spec);
    g_print (" %u - %u, default %u", s->minimum, s->maximum, s->default_value);
  } else if (G_IS_PARAM_SPEC_INT (spec)) {
    GParamSpecInt *s = G_PARAM_SPEC_INT (spec);
    g_print (" %d - %d, default %d", s->minimum, s->maximum, s->default_value);
  } else if (G_IS_PARAM_SPEC_UINT64 (spec)) {
    GParamSpecUInt64 *s = G_PARAM_SPEC_UINT64 (spec);
    g_print (" %" G_GUINT64_FORMAT " - %" G_GUINT64_FORMAT ", default %"
        G_GUINT64_FORMAT, s->minimum, s->maximum, s->default_value);
  } else if (G_IS_PARAM_SPEC_DOUBLE (spec)) {
    GParamSpecDouble *s = G_PARAM_SPEC_DOUBLE (spec);
    g_print (" %g - %g, default %g", s->minimum, s->maximum, s->default_value);
  } else if (G_IS_PARAM_SPEC_BOOLEAN (spec)) {
    g_print (", default %s",
        G_PARAM_SPEC_BOOLEAN (spec)->default_value ? "true" : "false");
  } else if (G_IS_PARAM_SPEC_STRING (spec)) {
    const gchar *value = G_PARAM_SPEC_STRING (spec)->default_value;
    g_print (", default %s", value != NULL ? value : "none");
  }
}

static void
print_enum (GParamSpec * spec)
{
  GEnumClass *klass = G_PARAM_SPEC_ENUM (spec)->enum_class;
  gint preset = G_PARAM_SPEC_ENUM (spec)->default_value;

  for (guint i = 0; i < klass->n_values; i++)
    g_print ("    (%d) %s%s: %s\n", klass->values[i].value,
        klass->values[i].value_nick,
        klass->values[i].value == preset ? " (default)" : "",
        klass->values[i].value_name);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(GParamSpec * const *) a)->name,
      (*(GParamSpec * const *) b)->name);
}

static void
print_properties (GstElement * element)
{
  guint n;
  g_autofree GParamSpec **specs =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), &n);

  qsort (specs, n, sizeof (*specs), compare_names);
  for (guint i = 0; i < n; i++) {
    GParamSpec *spec = specs[i];

    if (spec->owner_type != G_OBJECT_TYPE (element))
      continue;
    g_print ("\nproperty %s: %s\n  %s", spec->name,
        g_param_spec_get_blurb (spec),
        G_IS_PARAM_SPEC_ENUM (spec) ? "enum" : g_type_name (spec->value_type));
    print_range (spec);
    g_print ("; %s%s%s\n",
        spec->flags & G_PARAM_READABLE ? "readable" : "",
        (spec->flags & G_PARAM_READWRITE) == G_PARAM_READWRITE ? ", " : "",
        spec->flags & G_PARAM_WRITABLE ? "writable" : "");
    if (spec->flags & G_PARAM_WRITABLE)
      g_print ("  may change %s\n",
          spec->flags & GST_PARAM_MUTABLE_PLAYING ? "at any time" :
          spec->flags & GST_PARAM_MUTABLE_PAUSED ? "up to PAUSED" :
          "in NULL and READY");
    if (G_IS_PARAM_SPEC_ENUM (spec))
      print_enum (spec);
  }
}

static void
print_signals (GstElement * element)
{
  guint n;
  g_autofree guint *ids = g_signal_list_ids (G_OBJECT_TYPE (element), &n);

  for (guint i = 0; i < n; i++) {
    GSignalQuery query;

    g_signal_query (ids[i], &query);
    g_print ("\n%s %s (", query.signal_flags & G_SIGNAL_ACTION ? "action" :
        "signal", query.signal_name);
    for (guint p = 0; p < query.n_params; p++)
      g_print ("%s%s", p > 0 ? ", " : "", g_type_name (query.param_types[p]));
    g_print (") -> %s\n", g_type_name (query.return_type));
  }
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  if (argc != 2) {
    g_printerr ("describe ELEMENT\n");
    return 2;
  }
  GstElement *element = gst_element_factory_make (argv[1], NULL);
  if (element == NULL) {
    g_printerr ("no element %s\n", argv[1]);
    return 1;
  }
  gst_object_ref_sink (element);
  GstElementFactory *factory = gst_element_get_factory (element);
  static const gchar *const keys[] = { GST_ELEMENT_METADATA_LONGNAME,
    GST_ELEMENT_METADATA_KLASS, GST_ELEMENT_METADATA_DESCRIPTION
  };

  g_print ("element %s\n", argv[1]);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_print ("%s: %s\n", keys[i],
        gst_element_factory_get_metadata (factory, keys[i]));
  g_print ("rank: %u\n", gst_plugin_feature_get_rank (GST_PLUGIN_FEATURE
          (factory)));
  print_templates (factory);
  print_properties (element);
  print_signals (element);
  gst_object_unref (element);
  gst_deinit ();
  return 0;
}
