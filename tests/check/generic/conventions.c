/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
/* What the house asks of every property, signal and pad template. */
#include <string.h>

#include <gst/check/gstcheck.h>

#include "elements.h"

static gchar **names;

static GParamSpec **
own_properties (GstElement * element, guint * n)
{
  GParamSpec **all =
      g_object_class_list_properties (G_OBJECT_GET_CLASS (element), n);
  guint own = 0;

  for (guint i = 0; i < *n; i++)
    if (all[i]->owner_type == G_OBJECT_TYPE (element))
      all[own++] = all[i];
  *n = own;
  return all;
}

static void
check_text (const gchar * where, const gchar * what, const gchar * text)
{
  fail_unless (text != NULL && *text != '\0', "%s has no %s", where, what);
  fail_unless (g_ascii_isupper (*text) || g_ascii_isdigit (*text),
      "%s: %s '%s' does not start with a capital", where, what, text);
  fail_unless (!g_str_has_suffix (text, "."), "%s: %s ends with a period",
      where, what);
  fail_unless (strchr (text, '\n') == NULL, "%s: %s has several lines", where,
      what);
}

static gboolean
is_time (const gchar * name)
{
  static const gchar *const ends[] = { "timeout", "interval", "delay",
    "delay-min", "delay-max", "keep-alive", "linger", "expiry"
  };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (g_str_has_suffix (name, ends[i]))
      return strcmp (name, "nodelay") != 0;
  return FALSE;
}

static void
check_names_and_texts (GstElement * element, GParamSpec * spec)
{
  g_autofree gchar *where = g_strdup_printf ("%s.%s",
      GST_OBJECT_NAME (gst_element_get_factory (element)), spec->name);

  fail_unless (spec->flags & G_PARAM_STATIC_NAME, "%s: name is copied", where);
  fail_unless (spec->flags & G_PARAM_STATIC_NICK, "%s: nick is copied", where);
  fail_unless (spec->flags & G_PARAM_STATIC_BLURB, "%s: blurb is copied",
      where);
  for (const gchar * c = spec->name; *c != '\0'; c++)
    fail_unless (g_ascii_islower (*c) || g_ascii_isdigit (*c) || *c == '-',
        "%s is not lower-case-kebab", where);
  check_text (where, "nick", g_param_spec_get_nick (spec));
  check_text (where, "blurb", g_param_spec_get_blurb (spec));
  if ((spec->flags & G_PARAM_WRITABLE)
      && !(spec->flags & G_PARAM_CONSTRUCT_ONLY))
    fail_unless (spec->flags & (GST_PARAM_MUTABLE_READY |
            GST_PARAM_MUTABLE_PAUSED | GST_PARAM_MUTABLE_PLAYING),
        "%s does not say when it may change", where);
  if (is_time (spec->name)) {
    fail_unless (G_IS_PARAM_SPEC_UINT (spec), "%s is not a guint", where);
    fail_unless (strstr (g_param_spec_get_blurb (spec), "milliseconds"),
        "%s does not say milliseconds", where);
  }
  if (g_str_has_suffix (spec->name, "-bytes"))
    fail_unless (strstr (g_param_spec_get_blurb (spec), "bytes"),
        "%s does not say bytes", where);
}

GST_START_TEST (test_properties_are_named_and_described)
{
  GstElement *element = make_element (names[__i__]);
  guint n;
  g_autofree GParamSpec **specs = own_properties (element, &n);

  for (guint i = 0; i < n; i++)
    check_names_and_texts (element, specs[i]);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_a_fresh_element_has_the_documented_defaults)
{
  GstElement *element = gst_element_factory_make (names[__i__], NULL);
  gst_object_ref_sink (element);
  guint n;
  g_autofree GParamSpec **specs = own_properties (element, &n);

  for (guint i = 0; i < n; i++) {
    GValue value = G_VALUE_INIT;

    /* A read-only structure has no default: it is a measurement. */
    if (!(specs[i]->flags & G_PARAM_READABLE)
        || !(specs[i]->flags & G_PARAM_WRITABLE))
      continue;
    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (G_OBJECT (element), specs[i]->name, &value);
    fail_unless (g_param_value_defaults (specs[i], &value),
        "%s.%s does not start with its default", names[__i__], specs[i]->name);
    g_value_unset (&value);
  }
  gst_object_unref (element);
}

GST_END_TEST;

static void
check_twin (GObjectClass * klass, const gchar * where, const gchar * name)
{
  g_autofree gchar *twin = g_strconcat (name, "-file", NULL);

  fail_unless (g_object_class_find_property (klass, twin) != NULL,
      "%s has no %s", where, twin);
}

/* A string that cannot be read is a secret, whatever its name. */
GST_START_TEST (test_secrets_cannot_be_read_and_have_a_file_twin)
{
  static const gchar *const secrets[] = { "password", "secret", "token",
    "api-key", "passphrase"
  };
  GstElement *element = make_element (names[__i__]);
  GObjectClass *klass = G_OBJECT_GET_CLASS (element);
  guint n;
  g_autofree GParamSpec **specs = own_properties (element, &n);

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++) {
    GParamSpec *spec = g_object_class_find_property (klass, secrets[i]);

    fail_if (spec != NULL && spec->flags & G_PARAM_READABLE,
        "%s.%s can be read", names[__i__], secrets[i]);
  }
  for (guint i = 0; i < n; i++)
    if (G_IS_PARAM_SPEC_STRING (specs[i])
        && !(specs[i]->flags & G_PARAM_READABLE))
      check_twin (klass, names[__i__], specs[i]->name);
  gst_object_unref (element);
}

GST_END_TEST;

GST_START_TEST (test_the_element_describes_itself)
{
  static const gchar *const keys[] = { GST_ELEMENT_METADATA_LONGNAME,
    GST_ELEMENT_METADATA_DESCRIPTION
  };
  g_autoptr (GstElementFactory) factory =
      gst_element_factory_find (names[__i__]);

  fail_unless (factory != NULL, "no element %s", names[__i__]);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    check_text (names[__i__], keys[i],
        gst_element_factory_get_metadata (factory, keys[i]));
  const gchar *klass = gst_element_factory_get_metadata (factory,
      GST_ELEMENT_METADATA_KLASS);
  fail_unless (klass != NULL && *klass != '\0');
  const gchar *author = gst_element_factory_get_metadata (factory,
      GST_ELEMENT_METADATA_AUTHOR);
  fail_unless (author != NULL && strchr (author, '@') != NULL,
      "%s: author without an address", names[__i__]);
  g_autoptr (GstPluginFeature) loaded =
      gst_plugin_feature_load (GST_PLUGIN_FEATURE (factory));
  fail_unless (g_str_has_prefix (g_type_name
          (gst_element_factory_get_element_type (GST_ELEMENT_FACTORY (loaded))),
          "GstEdge"));
}

GST_END_TEST;

static Suite *
conventions_suite (void)
{
  Suite *suite = suite_create ("conventions");
  TCase *tc = tcase_create ("general");

  names = g_strsplit (g_getenv ("EDGE_ELEMENTS"), ",", -1);
  gint n = (gint) g_strv_length (names);
  suite_add_tcase (suite, tc);
  tcase_add_loop_test (tc, test_properties_are_named_and_described, 0, n);
  tcase_add_loop_test (tc, test_a_fresh_element_has_the_documented_defaults,
      0, n);
  tcase_add_loop_test (tc, test_secrets_cannot_be_read_and_have_a_file_twin,
      0, n);
  tcase_add_loop_test (tc, test_the_element_describes_itself, 0, n);
  return suite;
}

GST_CHECK_MAIN (conventions);
