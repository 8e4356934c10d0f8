/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "connectionfault.h"

#include <gst/check/gstcheck.h>
#include <string.h>

GST_START_TEST (test_each_fault_has_a_reason_and_one_sentence)
{
  fail_unless (edge_connection_fault_reason (EDGE_CONNECTION_FAULT_NONE) ==
      NULL);
  for (guint i = 1; i < EDGE_CONNECTION_N_FAULTS; i++) {
    const gchar *reason = edge_connection_fault_reason (i);
    const gchar *sentence = edge_connection_fault_sentence (i);

    fail_unless (reason != NULL && sentence != NULL);
    for (guint j = 1; j < i; j++)
      fail_if (g_str_equal (reason, edge_connection_fault_reason (j)));
    for (const gchar * p = reason; *p != '\0'; p++)
      fail_unless (g_ascii_islower (*p) || *p == '-');
    fail_unless (g_ascii_isupper (sentence[0]));
    fail_unless (g_str_has_suffix (sentence, "."));
    fail_unless (strstr (sentence, ". ") == NULL, "%s", sentence);
  }
}

GST_END_TEST;

GST_START_TEST (test_evidence_leads_to_the_fault)
{
  /* host, mdns, srflx, relay of ours and of theirs; then the rest. */
  static const struct
  {
    EdgeConnectionEvidence evidence;
    EdgeConnectionFault fault;
  } cases[] = {
    {{{2, 0, 0, 0}, {0, 0, 0, 0}}, EDGE_CONNECTION_FAULT_NO_CANDIDATES},
    {{{2, 0, 1, 1}, {0, 0, 0, 0}}, EDGE_CONNECTION_FAULT_NO_CANDIDATES},
    {{{2, 0, 0, 0}, {0, 3, 0, 0}}, EDGE_CONNECTION_FAULT_ONLY_MDNS},
    {{{2, 0, 1, 0}, {0, 1, 0, 0}}, EDGE_CONNECTION_FAULT_ONLY_MDNS},
    {{{2, 0, 0, 0}, {1, 0, 0, 0}}, EDGE_CONNECTION_FAULT_OTHER_NETWORK},
    {{{2, 0, 0, 0}, {1, 2, 0, 0}}, EDGE_CONNECTION_FAULT_OTHER_NETWORK},
    {{{2, 0, 0, 0}, {1, 0, 0, 0}, TRUE}, EDGE_CONNECTION_FAULT_UDP_BLOCKED},
    {{{2, 0, 0, 0}, {1, 0, 1, 0}}, EDGE_CONNECTION_FAULT_NO_RELAY},
    {{{2, 0, 1, 0}, {1, 0, 0, 0}}, EDGE_CONNECTION_FAULT_NO_RELAY},
    {{{2, 0, 1, 0}, {0, 1, 1, 0}}, EDGE_CONNECTION_FAULT_NO_RELAY},
    {{{2, 0, 1, 0}, {1, 0, 1, 0}, TRUE}, EDGE_CONNECTION_FAULT_UDP_BLOCKED},
    {{{2, 0, 1, 1}, {1, 0, 1, 0}}, EDGE_CONNECTION_FAULT_UDP_BLOCKED},
    {{{2, 0, 0, 0}, {0, 0, 0, 1}}, EDGE_CONNECTION_FAULT_UDP_BLOCKED},
    {{{0, 0, 0, 0}, {1, 0, 1, 1}, FALSE, TRUE}, EDGE_CONNECTION_FAULT_NO_RELAY},
    {{{0, 0, 0, 0}, {0, 1, 0, 0}, FALSE, TRUE}, EDGE_CONNECTION_FAULT_NO_RELAY},
    {{{0, 0, 0, 1}, {1, 0, 0, 0}, FALSE, TRUE},
        EDGE_CONNECTION_FAULT_UDP_BLOCKED},
    {{{1, 0, 0, 0}, {1, 0, 0, 0}, TRUE, FALSE, TRUE},
        EDGE_CONNECTION_FAULT_DTLS},
    {{{1, 0, 0, 0}, {0, 0, 0, 0}, FALSE, FALSE, TRUE},
        EDGE_CONNECTION_FAULT_DTLS},
    {{{1, 0, 0, 0}, {1, 0, 0, 0}, TRUE, FALSE, TRUE, TRUE, TRUE},
        EDGE_CONNECTION_FAULT_NO_MEDIA},
    {{{1, 0, 0, 0}, {1, 0, 0, 0}, TRUE, FALSE, TRUE, TRUE, TRUE, TRUE},
        EDGE_CONNECTION_FAULT_NONE},
    {{{1, 0, 0, 0}, {1, 0, 0, 0}, TRUE, FALSE, TRUE, TRUE},
        EDGE_CONNECTION_FAULT_NONE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fail_unless (edge_connection_fault_find (&cases[i].evidence) ==
        cases[i].fault, "case %u: %s", i,
        edge_connection_fault_reason (edge_connection_fault_find (&cases
                [i].evidence)));
}

GST_END_TEST;

static Suite *
connectionfault_suite (void)
{
  Suite *suite = suite_create ("connectionfault");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_each_fault_has_a_reason_and_one_sentence);
  tcase_add_test (test, test_evidence_leads_to_the_fault);
  return suite;
}

GST_CHECK_MAIN (connectionfault);
