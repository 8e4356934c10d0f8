/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "edgejwt.h"

#include <gst/check/gstcheck.h>
#include <string.h>

#include "edgeerror.h"
#include "edgejson.h"
#include "signtoken.h"

#define KEY SIGN_TOKEN_KEY

/* RFC 7515, appendix A.1: key (decoded, 64 bytes) and token. */
static const guint8 rfc_key[] = {
  3, 35, 53, 75, 43, 15, 165, 188, 131, 126, 6, 101, 119, 123, 166, 143, 90,
  179, 40, 230, 240, 84, 201, 40, 169, 15, 132, 178, 210, 80, 46, 191, 211, 251,
  90, 146, 210, 6, 71, 239, 150, 138, 180, 195, 119, 98, 61, 34, 61, 46, 33,
  114, 5, 46, 79, 8, 192, 205, 154, 245, 103, 208, 128, 163
};

#define RFC_HEADER "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
#define RFC_CLAIMS "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6" \
    "Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RFC_SIGNATURE "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define RFC_TOKEN RFC_HEADER "." RFC_CLAIMS "." RFC_SIGNATURE

/* Verifies; the error must be of its kind and not quote the token. */
static JsonObject *
verify (const gchar * token, const guint8 * key, gsize key_size)
{
  g_autoptr (GError) error = NULL;
  JsonObject *claims = edge_jwt_verify (token, key, key_size, &error);

  fail_unless ((claims == NULL) == (error != NULL));
  if (error != NULL) {
    fail_unless (g_error_matches (error, EDGE_ERROR,
            EDGE_ERROR_NOT_AUTHORIZED));
    fail_unless (strlen (token) < 8 || strstr (error->message, token) == NULL);
  }
  return claims;
}

static gboolean
is_taken (const gchar * token, const gchar * key)
{
  g_autoptr (JsonObject) claims =
      verify (token, (const guint8 *) key, strlen (key));

  return claims != NULL;
}

GST_START_TEST (test_takes_the_example_of_rfc_7515)
{
  g_autoptr (JsonObject) claims = verify (RFC_TOKEN, rfc_key, sizeof (rfc_key));
  const gchar *issuer;
  gint64 expires;

  fail_unless (claims != NULL);
  fail_unless_equals_int (edge_json_get_string (claims, "iss", &issuer),
      EDGE_JSON_OK);
  fail_unless_equals_string (issuer, "joe");
  fail_unless_equals_int (edge_json_get_int64 (claims, "exp", &expires),
      EDGE_JSON_OK);
  fail_unless_equals_int64 (expires, 1300819380);
}

GST_END_TEST;

GST_START_TEST (test_each_changed_character_is_noticed)
{
  static const gchar others[] = "Ab_.=+ \n";

  for (gsize i = 0; i < strlen (RFC_TOKEN); i++) {
    for (guint j = 0; j < strlen (others); j++) {
      g_autofree gchar *token = g_strdup (RFC_TOKEN);

      if (token[i] == others[j])
        continue;
      token[i] = others[j];
      fail_unless (verify (token, rfc_key, sizeof (rfc_key)) == NULL,
          "character %u as '%c'", (guint) i, others[j]);
    }
  }
}

GST_END_TEST;

GST_START_TEST (test_each_shorter_or_longer_text_is_refused)
{
  for (gsize i = 0; i < strlen (RFC_TOKEN); i++) {
    g_autofree gchar *token = g_strndup (RFC_TOKEN, i);

    fail_unless (verify (token, rfc_key, sizeof (rfc_key)) == NULL);
  }
  static const gchar *const longer[] = { RFC_TOKEN "A", RFC_TOKEN "=",
    RFC_TOKEN ".", RFC_TOKEN "." RFC_SIGNATURE, " " RFC_TOKEN, "." RFC_TOKEN
  };
  for (guint i = 0; i < G_N_ELEMENTS (longer); i++)
    fail_unless (verify (longer[i], rfc_key, sizeof (rfc_key)) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_one_value_has_one_text)
{
  /* The signature's last character has two bits that mean nothing: with l it
   * decodes to the same as with k, and a decoder may not care. */
  g_autofree gchar *twin = g_strdup (RFC_TOKEN);

  fail_unless_equals_int (twin[strlen (twin) - 1], 'k');
  twin[strlen (twin) - 1] = 'l';
  fail_unless (verify (twin, rfc_key, sizeof (rfc_key)) == NULL);
}

GST_END_TEST;

GST_START_TEST (test_another_key_is_noticed)
{
  g_autofree gchar *token = sign_token (SIGN_TOKEN_HEADER, "{}", KEY);

  fail_unless (is_taken (token, KEY));
  fail_unless (!is_taken (token, "0123456789abcdef0123456789abcdeF"));
  fail_unless (!is_taken (token, KEY "0"));
}

GST_END_TEST;

GST_START_TEST (test_only_hs256_is_an_algorithm)
{
  static const gchar *const taken[] = { "{\"alg\":\"HS256\"}",
    "{\"alg\":\"HS256\",\"typ\":\"jwt\"}",
    "{\"alg\":\"HS256\",\"typ\":null,\"kid\":\"7\"}",
  };
  static const gchar *const refused[] = { "{}", "{\"alg\":\"none\"}",
    "{\"alg\":\"None\"}", "{\"alg\":\"hs256\"}", "{\"alg\":\"HS512\"}",
    "{\"alg\":\"RS256\"}", "{\"alg\":\"ES256\"}", "{\"alg\":null}",
    "{\"alg\":256}", "{\"alg\":[\"HS256\"]}", "{\"ALG\":\"HS256\"}",
    "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false}",
    "{\"alg\":\"HS256\",\"crit\":null}", "{\"alg\":\"HS256\",\"typ\":7}",
    "{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\"}", "[]", "", "HS256",
    "{\"alg\":\"HS256\"", "{\"alg\":\"HS256\"}{}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++) {
    g_autofree gchar *token = sign_token (taken[i], "{}", KEY);

    fail_unless (is_taken (token, KEY), "%s", taken[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree gchar *token = sign_token (refused[i], "{}", KEY);

    fail_unless (!is_taken (token, KEY), "%s", refused[i]);
  }
}

GST_END_TEST;

GST_START_TEST (test_a_token_that_nobody_signed_is_refused)
{
  /* RFC 7519, 6.1. */
  fail_unless (!is_taken ("eyJhbGciOiJub25lIn0." RFC_CLAIMS ".", KEY));
  fail_unless (!is_taken (RFC_HEADER "." RFC_CLAIMS ".", KEY));
  fail_unless (!is_taken (RFC_HEADER "." RFC_CLAIMS, KEY));
  fail_unless (!is_taken ("..", KEY));
  fail_unless (!is_taken ("", KEY));
}

GST_END_TEST;

GST_START_TEST (test_claims_must_be_an_object)
{
  static const gchar *const claims[] = { "", "[]", "\"x\"", "{", "{} {}",
    "null", "{\"a\":'x'}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++) {
    g_autofree gchar *token = sign_token (SIGN_TOKEN_HEADER, claims[i], KEY);

    fail_unless (!is_taken (token, KEY), "%s", claims[i]);
  }
}

GST_END_TEST;

GST_START_TEST (test_long_tokens_are_refused)
{
  g_autofree gchar *fits = g_strnfill (2800, 'x');
  g_autofree gchar *filler = g_strnfill (EDGE_JWT_MAX_SIZE, 'x');
  g_autofree gchar *small = g_strdup_printf ("{\"x\":\"%s\"}", fits);
  g_autofree gchar *large = g_strdup_printf ("{\"x\":\"%s\"}", filler);
  g_autofree gchar *taken = sign_token (SIGN_TOKEN_HEADER, small, KEY);
  g_autofree gchar *refused = sign_token (SIGN_TOKEN_HEADER, large, KEY);

  fail_unless (is_taken (taken, KEY));
  fail_unless (!is_taken (refused, KEY));
}

GST_END_TEST;

static Suite *
edgejwt_suite (void)
{
  Suite *suite = suite_create ("edgejwt");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_takes_the_example_of_rfc_7515);
  tcase_add_test (test, test_each_changed_character_is_noticed);
  tcase_add_test (test, test_each_shorter_or_longer_text_is_refused);
  tcase_add_test (test, test_one_value_has_one_text);
  tcase_add_test (test, test_another_key_is_noticed);
  tcase_add_test (test, test_only_hs256_is_an_algorithm);
  tcase_add_test (test, test_a_token_that_nobody_signed_is_refused);
  tcase_add_test (test, test_claims_must_be_an_object);
  tcase_add_test (test, test_long_tokens_are_refused);
  return suite;
}

GST_CHECK_MAIN (edgejwt);
