/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "dtlsfingerprint.h"

#include <gst/check/gstcheck.h>

/* Made for this test; both fingerprints by openssl x509 -fingerprint. */
/* *INDENT-OFF* */
static const gchar pem[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBbjCCARWgAwIBAgIUTUAZV3q9cWYzwfxJe05RRzZ+KhUwCgYIKoZIzj0EAwIw\n"
    "DDEKMAgGA1UEAwwBdDAgFw0yNjExMjExMjIxMjVaGA8yMTI2MTAyODEyMjEyNVow\n"
    "DDEKMAgGA1UEAwwBdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABGSdwRxVvvZP\n"
    "yuOkP70JBsws9EkBHGH04dKeSYKevgVE9xcoNiNRqclUH3rowuaz8gSqjdJGecww\n"
    "H2hoIupZHKajUzBRMB0GA1UdDgQWBBTXXruGb3XaRo3vczZmPXkueqmc3jAfBgNV\n"
    "HSMEGDAWgBTXXruGb3XaRo3vczZmPXkueqmc3jAPBgNVHRMBAf8EBTADAQH/MAoG\n"
    "CCqGSM49BAMCA0cAMEQCIG+l2Jb/vwzQA34/A+8k1Q73ZAVrOX3ar2LycMaEfvn1\n"
    "AiAEtjKMTt7IRShsKMfR7Fj/AArMGgRELnHdr8LN0jrghQ==\n"
    "-----END CERTIFICATE-----\n";
/* *INDENT-ON* */
#define SHA_1 "E5:AA:96:8E:6E:92:FC:60:33:10:06:01:D7:0C:6F:AD:29:08:14:E4"
#define SHA_256 "49:09:6E:ED:28:FB:70:ED:89:7B:B3:35:87:B6:96:4E:" \
    "10:DF:73:70:BD:6C:58:D7:F8:DC:6C:22:6E:A6:94:3E"

GST_START_TEST (test_only_the_named_certificate_matches)
{
  static const struct
  {
    const gchar *pem;
    const gchar *algorithm;
    const gchar *fingerprint;
    gboolean matches;
  } cases[] = {
    {pem, "sha-256", SHA_256, TRUE},
    {pem, "SHA-256", SHA_256, TRUE},
    {pem, "sha-1", SHA_1, TRUE},
    {pem, "sha-1", SHA_256, FALSE},
    {pem, "sha-256", SHA_1, FALSE},
    {pem, "sha-256", SHA_256 ":00", FALSE},
    {pem, "sha-256", "", FALSE},
    {pem, "md5", SHA_256, FALSE},
    {"", "sha-256", SHA_256, FALSE},
    {"-----BEGIN CERTIFICATE-----", "sha-256", SHA_256, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fail_unless_equals_int (edge_dtls_fingerprint_matches (cases[i].pem,
            cases[i].algorithm, cases[i].fingerprint), cases[i].matches);
}

GST_END_TEST;

static Suite *
dtlsfingerprint_suite (void)
{
  Suite *suite = suite_create ("dtlsfingerprint");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_only_the_named_certificate_matches);
  return suite;
}

GST_CHECK_MAIN (dtlsfingerprint);
