/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include <gst/check/gstcheck.h>

#include "edgeerror.h"
#include "edgejson.h"

static JsonObject *
parse (const gchar * text)
{
  return edge_json_parse_object ((const guint8 *) text, strlen (text), 4096,
      NULL);
}

GST_START_TEST (test_reads_each_type)
{
  g_autoptr (JsonObject) object = parse ("{\"d\":1.5,\"i\":-7,\"w\":1e3,"
      "\"b\":true,\"s\":\"a\\\"b\",\"o\":{\"x\":1},\"n\":null}");
  gdouble d = 0;
  gint64 i = 0;
  const gchar *s = NULL;
  JsonObject *o = NULL;

  fail_unless (object != NULL);
  fail_unless (edge_json_get_double (object, "d", &d) == EDGE_JSON_OK);
  fail_unless (d == 1.5);
  fail_unless (edge_json_get_double (object, "i", &d) == EDGE_JSON_OK);
  fail_unless (d == -7);
  fail_unless (edge_json_get_int64 (object, "i", &i) == EDGE_JSON_OK);
  fail_unless (i == -7);
  fail_unless (edge_json_get_int64 (object, "w", &i) == EDGE_JSON_OK);
  fail_unless (i == 1000);
  fail_unless (edge_json_get_int64 (object, "d", &i) == EDGE_JSON_WRONG_TYPE);
  fail_unless (edge_json_get_string (object, "s", &s) == EDGE_JSON_OK);
  fail_unless_equals_string (s, "a\"b");
  fail_unless (edge_json_get_object (object, "o", &o) == EDGE_JSON_OK);
  fail_unless (edge_json_get_double (o, "x", &d) == EDGE_JSON_OK && d == 1);
  fail_unless (edge_json_get_double (object, "n", &d) == EDGE_JSON_MISSING);
  fail_unless (edge_json_get_double (object, "zz", &d) == EDGE_JSON_MISSING);
  fail_unless (edge_json_get_double (object, "s", &d) == EDGE_JSON_WRONG_TYPE);
  fail_unless (edge_json_get_double (object, "b", &d) == EDGE_JSON_WRONG_TYPE);
  fail_unless (edge_json_get_string (object, "i", &s) == EDGE_JSON_WRONG_TYPE);
  fail_unless (edge_json_get_object (object, "i", &o) == EDGE_JSON_WRONG_TYPE);
}

GST_END_TEST;

GST_START_TEST (test_numbers_that_no_one_can_use)
{
  g_autoptr (JsonObject) object =
      parse ("{\"big\":1e999,\"edge\":9223372036854775808.0}");
  gdouble d;
  gint64 i;

  fail_unless (object != NULL);
  fail_unless (edge_json_get_double (object, "big", &d)
      == EDGE_JSON_WRONG_TYPE);
  fail_unless (edge_json_get_int64 (object, "edge", &i)
      == EDGE_JSON_WRONG_TYPE);
}

GST_END_TEST;

GST_START_TEST (test_very_large_and_small_numbers_are_written_as_json)
{
  g_autoptr (JsonObject) object =
      parse
      ("{\"a\":[1e999,-1e999,{\"b\":1e308}],\"c\":1e-999,\"-1e2.0\":1e-7}");

  fail_unless (object != NULL);
  g_autofree gchar *text = edge_json_to_string (object);
  fail_unless_equals_string (text,
      "{\"a\":[\"1e999\",\"-1e999\",{\"b\":1e+308}],\"c\":0.0,"
      "\"-1e2.0\":9.9999999999999995e-08}");
}

GST_END_TEST;

GST_START_TEST (test_whole_numbers_are_not_wrapped)
{
  static const gchar *const large[] = { "9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616",
    "-18446744073709551617", "99999999999999999999999999",
    "9223372036854775808e0", "-9223372036854775809.0", "1e19",
  };
  g_autoptr (JsonObject) object = parse ("{\"9223372036854775808\":\"\\\"-"
      "9223372036854775808\",\"max\":9223372036854775807,"
      "\"min\":-9223372036854775808}");
  const gchar *text = NULL;
  gint64 i = 0;

  fail_unless (edge_json_get_string (object, "9223372036854775808", &text)
      == EDGE_JSON_OK);
  fail_unless_equals_string (text, "\"-9223372036854775808");
  fail_unless (edge_json_get_int64 (object, "max", &i) == EDGE_JSON_OK);
  fail_unless (i == G_MAXINT64);
  fail_unless (edge_json_get_int64 (object, "min", &i) == EDGE_JSON_OK);
  fail_unless (i == G_MININT64);
  for (guint n = 0; n < G_N_ELEMENTS (large); n++) {
    g_autofree gchar *message = g_strdup_printf ("{\"a\":[%s],\"n\":%s}",
        large[n], large[n]);
    g_autoptr (JsonObject) other = parse (message);
    gdouble d = 0;

    fail_unless (other != NULL, "%s", large[n]);
    fail_unless (edge_json_get_int64 (other, "n", &i) == EDGE_JSON_WRONG_TYPE,
        "%s", large[n]);
    fail_unless (edge_json_get_double (other, "n", &d) == EDGE_JSON_OK);
    fail_unless (d == g_ascii_strtod (large[n], NULL), "%s", large[n]);
  }
}

GST_END_TEST;

static const gchar *const bad[] = {
  " ", "{", "}", "[1]", "1", "\"x\"", "null", "{} {}", "{}x", "{\"a\":}",
  "{\"a\":\"\\643\"}", "{\"a\":\"\\1\"}", "{\"a\":\"\\u0000\"}",
  "{\"a\":\"\\ud800\"}", "{\"a\":\"\\ud800\\u0041\"}", "{\"a\":\"\\udc00\"}",
  "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\x41\"}",
  "1{}", "\"x\"{}", "null {}", "[]{}", "{'a':1}", "{\"a\":1} // end",
  "/* x */{}", "{\"a\":1,}", "{a:1}",
  "{\"a\":\"unterminated}", "{\"a\":\"\xc3\x28\"}", "{\"a\":\"line\nbreak\"}",
  "{\"a\":010}", "{\"a\":-01}", "{\"a\":00}", "{\"a\":01.5}",
  "{\"a\":NaN}", "{\"a\":Infinity}",
  "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}",
};

GST_START_TEST (test_refuses_what_is_no_json_object)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    fail_unless (edge_json_parse_object ((const guint8 *) bad[i],
            strlen (bad[i]), 4096, &error) == NULL, "accepted: %s", bad[i]);
    fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_FORMAT));
  }
}

GST_END_TEST;

GST_START_TEST (test_refuses_nul_and_size)
{
  fail_unless (edge_json_parse_object ((const guint8 *) "{}\0", 3, 4096,
          NULL) == NULL);
  fail_unless (edge_json_parse_object ((const guint8 *) "{}", 0, 4096,
          NULL) == NULL);
  fail_unless (edge_json_parse_object ((const guint8 *) "{   }", 5, 4,
          NULL) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_writes_what_it_read)
{
  g_autoptr (JsonObject) object =
      parse ("{ \"a\" : [ 1, \"\\u00e9\\ud83d\\ude00\\\\\\/\" ] }");
  g_autofree gchar *text = edge_json_to_string (object);

  fail_unless_equals_string (text,
      "{\"a\":[1,\"\xc3\xa9\xf0\x9f\x98\x80\\\\/\"]}");
}

GST_END_TEST;

static Suite *
edgejson_suite (void)
{
  Suite *suite = suite_create ("edgejson");
  TCase *tc = tcase_create ("general");

  suite_add_tcase (suite, tc);
  tcase_add_test (tc, test_reads_each_type);
  tcase_add_test (tc, test_numbers_that_no_one_can_use);
  tcase_add_test (tc, test_very_large_and_small_numbers_are_written_as_json);
  tcase_add_test (tc, test_whole_numbers_are_not_wrapped);
  tcase_add_test (tc, test_refuses_what_is_no_json_object);
  tcase_add_test (tc, test_refuses_nul_and_size);
  tcase_add_test (tc, test_writes_what_it_read);
  return suite;
}

GST_CHECK_MAIN (edgejson);
