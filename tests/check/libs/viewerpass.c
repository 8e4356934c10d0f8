/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "viewerpass.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#include "edgeerror.h"
#include "signtoken.h"

#define KEY SIGN_TOKEN_KEY
/* Viewer m1 calls device d at second 1000. */
#define NOW 1000000

/* NULL if it is let in, else the sentence; to be freed. */
static gchar *
check (ViewerPass * pass, const gchar * token)
{
  g_autoptr (GError) error = NULL;

  if (viewer_pass_check (pass, token, (const guint8 *) KEY, strlen (KEY), "m1",
          "d", NOW, &error)) {
    fail_unless (error == NULL);
    return NULL;
  }
  fail_unless (g_error_matches (error, EDGE_ERROR, EDGE_ERROR_NOT_AUTHORIZED));
  return edge_error_sentence (error);
}

GST_START_TEST (test_claims_say_who_may_do_what_until_when)
{
  static const struct
  {
    const gchar *claims;
    ViewerRole role;
    gint64 expires;
  } cases[] = {
    {"{\"sub\":\"m1\",\"exp\":1001,\"role\":\"drive\"}", VIEWER_ROLE_DRIVE,
        1001000},
    {"{\"sub\":\"m1\",\"exp\":1001,\"role\":\"watch\"}", VIEWER_ROLE_WATCH,
        1001000},
    {"{\"sub\":\"m1\",\"exp\":1000.5}", VIEWER_ROLE_WATCH, 1000500},
    {"{\"sub\":\"m1\",\"exp\":2e3,\"aud\":\"d\",\"nbf\":999}",
        VIEWER_ROLE_WATCH, 2000000},
    /* The clock that made it was 60 s ahead. */
    {"{\"sub\":\"m1\",\"exp\":2000,\"nbf\":1060}", VIEWER_ROLE_WATCH, 2000000},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":[7,\"x\",\"d\"],\"other\":{}}",
        VIEWER_ROLE_WATCH, 2000000},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *token =
        sign_token (SIGN_TOKEN_HEADER, cases[i].claims, KEY);
    ViewerPass pass;
    g_autofree gchar *sentence = check (&pass, token);

    fail_unless (sentence == NULL, "%s: %s", cases[i].claims, sentence);
    fail_unless_equals_int (pass.role, cases[i].role);
    fail_unless_equals_int64 (pass.expires, cases[i].expires);
  }
}

GST_END_TEST;

GST_START_TEST (test_each_other_claim_is_refused)
{
  static const gchar wrong[] = "The link is not valid.";
  static const gchar expired[] = "The link has expired.";
  static const gchar early[] = "The link is not valid yet.";
  static const gchar viewer[] = "The link is for another viewer.";
  static const gchar robot[] = "The link is for another robot.";
  static const struct
  {
    const gchar *claims, *sentence;
  } cases[] = {
    {"{}", wrong},
    {"{\"sub\":\"m1\"}", wrong},
    {"{\"exp\":2000}", wrong},
    {"{\"sub\":\"m1\",\"exp\":null}", wrong},
    {"{\"sub\":\"m1\",\"exp\":\"2000\"}", wrong},
    {"{\"sub\":\"m1\",\"exp\":1e13}", wrong},
    {"{\"sub\":\"m1\",\"exp\":-1}", wrong},
    {"{\"sub\":[\"m1\"],\"exp\":2000}", wrong},
    {"{\"sub\":\"m1\",\"exp\":2000,\"nbf\":\"0\"}", wrong},
    {"{\"sub\":\"m1\",\"exp\":2000,\"role\":\"root\"}", wrong},
    {"{\"sub\":\"m1\",\"exp\":2000,\"role\":null}", wrong},
    {"{\"sub\":\"m1\",\"exp\":2000,\"role\":[\"drive\"]}", wrong},
    {"{\"sub\":\"m1\",\"exp\":1000}", expired},
    {"{\"sub\":\"m1\",\"exp\":0}", expired},
    {"{\"sub\":\"m1\",\"exp\":2000,\"nbf\":1061}", early},
    {"{\"sub\":\"m2\",\"exp\":2000}", viewer},
    {"{\"sub\":\"\",\"exp\":2000}", viewer},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":\"e\"}", robot},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":[]}", robot},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":null}", robot},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":{\"d\":\"d\"}}", robot},
    {"{\"sub\":\"m1\",\"exp\":2000,\"aud\":[[\"d\"]]}", robot},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *token =
        sign_token (SIGN_TOKEN_HEADER, cases[i].claims, KEY);
    ViewerPass pass = { VIEWER_ROLE_WATCH, 17 };
    g_autofree gchar *sentence = check (&pass, token);

    fail_unless_equals_string (sentence, cases[i].sentence);
    fail_unless_equals_int64 (pass.expires, 17);
  }
}

GST_END_TEST;

GST_START_TEST (test_who_does_not_have_the_key_learns_nothing)
{
  g_autofree gchar *forged = sign_token (SIGN_TOKEN_HEADER,
      "{\"sub\":\"m2\",\"exp\":1}", "another key of more than 32 bytes");
  const gchar *const tokens[] = { "", "x", "a.b.c", forged };
  ViewerPass pass;
  g_autofree gchar *missing = check (&pass, NULL);

  fail_unless_equals_string (missing,
      "This robot lets in only who has a link of its owner's.");
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    g_autofree gchar *sentence = check (&pass, tokens[i]);

    fail_unless_equals_string (sentence, "The link is not valid.");
  }
}

GST_END_TEST;

static Suite *
viewerpass_suite (void)
{
  Suite *suite = suite_create ("viewerpass");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_claims_say_who_may_do_what_until_when);
  tcase_add_test (test, test_each_other_claim_is_refused);
  tcase_add_test (test, test_who_does_not_have_the_key_learns_nothing);
  return suite;
}

GST_CHECK_MAIN (viewerpass);
