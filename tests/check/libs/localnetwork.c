/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "localnetwork.h"

#include <gst/check/gstcheck.h>

GST_START_TEST (test_only_our_addresses_have_an_interface)
{
  static const gchar *const others[] = { "192.0.2.1", "::", "2001:db8::1", "",
    "localhost", "127.0.0.1:80", "lo"
  };
  g_autofree gchar *name = edge_local_network_interface ("127.0.0.1");

  fail_unless_equals_string (name, "lo");
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    fail_unless (edge_local_network_interface (others[i]) == NULL);
}

GST_END_TEST;

static gboolean
shares (const gchar * address, const gchar * other)
{
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  g_ptr_array_add (addresses, (gpointer) "192.0.2.1");
  g_ptr_array_add (addresses, (gpointer) address);
  g_ptr_array_add (others, (gpointer) "x.local");
  g_ptr_array_add (others, (gpointer) other);
  return edge_local_network_shares (addresses, others);
}

GST_START_TEST (test_neighbours_are_those_of_the_netmask)
{
  fail_unless (shares ("127.0.0.1", "127.200.0.1"));
  fail_unless (!shares ("127.0.0.1", "128.0.0.1"));
  fail_unless (!shares ("127.0.0.1", "::1"));
  fail_unless (!shares ("127.0.0.1", "fe80::1"));
  fail_unless (!shares ("127.0.0.1", "169.254.0.1"));
  /* An address that we do not have. */
  fail_unless (!shares ("192.0.2.1", "192.0.2.2"));
}

GST_END_TEST;

GST_START_TEST (test_the_kernel_knows_the_way)
{
  g_autofree gchar *own = edge_local_network_towards ("127.0.0.77");

  fail_unless_equals_string (own, "127.0.0.1");
  fail_unless (edge_local_network_towards ("x.local") == NULL);
}

GST_END_TEST;

static Suite *
localnetwork_suite (void)
{
  Suite *suite = suite_create ("localnetwork");
  TCase *test = tcase_create ("general");

  suite_add_tcase (suite, test);
  tcase_add_test (test, test_only_our_addresses_have_an_interface);
  tcase_add_test (test, test_neighbours_are_those_of_the_netmask);
  tcase_add_test (test, test_the_kernel_knows_the_way);
  return suite;
}

GST_CHECK_MAIN (localnetwork);
