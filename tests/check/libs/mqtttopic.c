/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>
#include <string.h>

#include "mqtttopic.h"

/* problem: part of what is said, NULL: fine. */
static const struct
{
  const gchar *text, *topic_problem, *filter_problem;
} strings[] = {
  {"a/b", NULL, NULL},
  {"/", NULL, NULL},
  {"f g/\xc3\xa9", NULL, NULL},
  {"$SYS/broker", NULL, NULL},
  {"a/+/b", "wildcard", NULL},
  {"#", "wildcard", NULL},
  {"a/#/b", "wildcard", "wildcard"},
  {"a+", "wildcard", "wildcard"},
  {"", "empty", "empty"},
  {NULL, "empty", "empty"},
  {"\xff", "not UTF-8", "not UTF-8"},
  {"a\x01", "control character", "control character"},
  {"a\nb", "control character", "control character"},
  {"a\xc2\x85", "control character", "control character"},
  {"a\xef\xbf\xbf", "not allow", "not allow"},
  {"$share/g/t", NULL, NULL},
  {"$share/g//", NULL, NULL},
  {"$share/g/a/+/#", "wildcard", NULL},
  {"$share", NULL, "$share/NAME/FILTER"},
  {"$share/", NULL, "$share/NAME/FILTER"},
  {"$share/x", NULL, "$share/NAME/FILTER"},
  {"$share//t", NULL, "$share/NAME/FILTER"},
  {"$share/g/", NULL, "$share/NAME/FILTER"},
  {"$share/+/t", "wildcard", "$share/NAME/FILTER"},
  {"$shared/t", NULL, NULL},
};

static void
compare (const gchar * text, const gchar * problem, const gchar * wanted)
{
  if (wanted == NULL)
    fail_unless (problem == NULL, "%s %s", text, problem);
  else
    fail_unless (problem != NULL && strstr (problem, wanted) != NULL,
        "%s: got %s, wanted %s", text, problem, wanted);
}

GST_START_TEST (test_says_what_is_wrong)
{
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++) {
    compare (strings[i].text, mqtt_topic_problem (strings[i].text),
        strings[i].topic_problem);
    compare (strings[i].text, mqtt_topic_filter_problem (strings[i].text),
        strings[i].filter_problem);
  }
}

GST_END_TEST;

GST_START_TEST (test_takes_no_more_than_65535_bytes)
{
  g_autofree gchar *topic = g_strnfill (G_MAXUINT16 + 1, 'x');

  compare ("long", mqtt_topic_problem (topic), "65535");
  compare ("long", mqtt_topic_filter_problem (topic), "65535");
  topic[G_MAXUINT16] = '\0';
  compare ("long", mqtt_topic_problem (topic), NULL);
  compare ("long", mqtt_topic_filter_problem (topic), NULL);
}

GST_END_TEST;

GST_START_TEST (test_shows_any_bytes)
{
  static const gchar *const shown[][2] = {
    {"a/\xc3\xa9", "a/\xc3\xa9"}, {"a\x01", "a\\001"}, {"\xff", "\\377"},
    {NULL, ""}
  };

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++) {
    g_autofree gchar *text = mqtt_topic_show (shown[i][0]);

    fail_unless_equals_string (text, shown[i][1]);
  }
}

GST_END_TEST;

static const struct
{
  const gchar *template, *topic, *expanded;
} templates[] = {
  {"a/b", NULL, "a/b"},
  {"a/b", "c", "a/b"},
  {"out/%{meta:topic}", "c/d", "out/c/d"},
  {"%{meta:topic}/x/%{meta:topic}", "c", "c/x/c"},
  {"out/%{meta:topic}", "%{meta:topic}", "out/%{meta:topic}"},
  {"out/%{meta:topic}", NULL, NULL},
  {"%{meta:other}%s", "c", "%{meta:other}%s"},
};

GST_START_TEST (test_puts_the_topic_into_a_template)
{
  for (guint i = 0; i < G_N_ELEMENTS (templates); i++) {
    g_autofree gchar *expanded =
        mqtt_topic_expand (templates[i].template, templates[i].topic);

    fail_unless_equals_string (expanded, templates[i].expanded);
  }
}

GST_END_TEST;

static Suite *
mqtttopic_suite (void)
{
  Suite *suite = suite_create ("mqtttopic");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_says_what_is_wrong);
  tcase_add_test (tc, test_puts_the_topic_into_a_template);
  tcase_add_test (tc, test_takes_no_more_than_65535_bytes);
  tcase_add_test (tc, test_shows_any_bytes);
  return suite;
}

GST_CHECK_MAIN (mqtttopic);
