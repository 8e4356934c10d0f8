/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "fuzz.h"
#include "signtoken.h"
#include "viewerpass.h"

#include <string.h>

/* Whatever the claims are: who gets in has not expired. */
int
LLVMFuzzerTestOneInput (const guint8 * data, gsize size)
{
  g_autofree gchar *claims = g_strndup ((const gchar *) data, size);
  g_autofree gchar *token =
      sign_token (SIGN_TOKEN_HEADER, claims, SIGN_TOKEN_KEY);
  ViewerPass pass;

  if (viewer_pass_check (&pass, token, (const guint8 *) SIGN_TOKEN_KEY,
          strlen (SIGN_TOKEN_KEY), "m1", "d", 1000, NULL)) {
    g_assert (pass.expires > 1000);
    g_assert (pass.role == VIEWER_ROLE_DRIVE || pass.role == VIEWER_ROLE_WATCH);
  }
  return 0;
}
