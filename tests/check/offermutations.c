/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "offermutations.h"

#include <gst/check/gstcheck.h>

#include "edgeerror.h"

/* *INDENT-OFF* */
const OfferMutation offer_mutations[] = {
  { "as it is", "v=0\r\n", "v=0\r\n", -1 },
  { "LF line ends", "\r\n", "\n", -1 },
  { "no mid", "a=mid:1\r\n", "", EDGE_ERROR_FORMAT },
  { "empty mid", "a=mid:1\r\n", "a=mid:\r\n", EDGE_ERROR_FORMAT },
  { "mid twice", "a=mid:1\r\n", "a=mid:0\r\n", EDGE_ERROR_FORMAT },
  { "two mids", "a=mid:1\r\n", "a=mid:1\r\na=mid:1\r\n", EDGE_ERROR_FORMAT },
  { "mid of spaces", "a=mid:1\r\n", "a=mid:1 2\r\n", EDGE_ERROR_FORMAT },
  { "long mid", "a=mid:1\r\n", "a=mid:123456789012345678901234567890123\r\n", EDGE_ERROR_FORMAT },
  { "no ice-ufrag", "a=ice-ufrag:/pXp\r\n", "", EDGE_ERROR_FORMAT },
  { "short ice-ufrag", "a=ice-ufrag:/pXp\r\n", "a=ice-ufrag:abc\r\n", EDGE_ERROR_FORMAT },
  { "no ice-pwd", "a=ice-pwd:fkJIjt6EiewzDFwc7vjMZ9rf\r\n", "", EDGE_ERROR_FORMAT },
  { "short ice-pwd", "a=ice-pwd:fkJIjt6EiewzDFwc7vjMZ9rf", "a=ice-pwd:x", EDGE_ERROR_FORMAT },
  { "no fingerprint", "a=fingerprint:", "a=finger:", EDGE_ERROR_FORMAT },
  { "short fingerprint", "sha-256 63:", "sha-256 ", EDGE_ERROR_FORMAT },
  { "weak fingerprint", "sha-256 63:C1", "md5 63:C1", EDGE_ERROR_FORMAT },
  { "no setup", "a=setup:actpass\r\n", "", EDGE_ERROR_FORMAT },
  { "holdconn", "a=setup:actpass", "a=setup:holdconn", EDGE_ERROR_FORMAT },
  { "no BUNDLE", "a=group:BUNDLE 0 1 2\r\n", "", EDGE_ERROR_FORMAT },
  { "empty BUNDLE", "BUNDLE 0 1 2", "BUNDLE", EDGE_ERROR_FORMAT },
  { "empty BUNDLE with a space", "BUNDLE 0 1 2", "BUNDLE ", EDGE_ERROR_FORMAT },
  { "BUNDLE without one", "BUNDLE 0 1 2", "BUNDLE 0 1", EDGE_ERROR_FORMAT },
  { "BUNDLE of strangers", "BUNDLE 0 1 2", "BUNDLE 0 1 2 7", EDGE_ERROR_FORMAT },
  { "BUNDLE tag not there", "BUNDLE 0 1 2", "BUNDLE 9 0 1 2", EDGE_ERROR_FORMAT },
  { "BUNDLE with a double", "BUNDLE 0 1 2", "BUNDLE 0 1 1 2", EDGE_ERROR_FORMAT },
  { "two BUNDLEs", "BUNDLE 0 1 2", "BUNDLE 0 1\r\na=group:BUNDLE 2", EDGE_ERROR_FORMAT },
  { "BUNDLE in another order", "BUNDLE 0 1 2", "BUNDLE 2 1 0", -1 },
  { "SCTP port 0", "a=sctp-port:5000", "a=sctp-port:0", EDGE_ERROR_FORMAT },
  { "SCTP port of 6 digits", "a=sctp-port:5000", "a=sctp-port:500000", EDGE_ERROR_FORMAT },
  { "SCTP port that is none", "a=sctp-port:5000", "a=sctp-port:-1", EDGE_ERROR_FORMAT },
  { "no SCTP port", "a=sctp-port:5000\r\n", "", EDGE_ERROR_FORMAT },
  { "not SCTP", "UDP/DTLS/SCTP webrtc-datachannel", "UDP/DTLS/SCTP 5000", EDGE_ERROR_FORMAT },
  { "legacy SCTP", "UDP/DTLS/SCTP webrtc-datachannel", "DTLS/SCTP 5000", -1 },
  { "broken o= line", " 2 IN IP4 127.0.0.1\r\ns=", "\r\ns=", EDGE_ERROR_FORMAT },
  { "o= without numbers", "o=- 6762747213578807916", "o=- abc", EDGE_ERROR_FORMAT },
  { "no o= line", "o=-", "i=-", EDGE_ERROR_FORMAT },
  { "no v= line", "v=0\r\n", "", EDGE_ERROR_FORMAT },
  { "another version", "v=0\r\n", "v=1\r\n", EDGE_ERROR_FORMAT },
  { "unknown m=text", "m=audio 9", "m=text 9", EDGE_ERROR_FORMAT },
  { "plain RTP", "UDP/TLS/RTP/SAVPF", "RTP/AVP", EDGE_ERROR_FORMAT },
  { "port that is none", "m=video 9", "m=video 99999", EDGE_ERROR_FORMAT },
  { "payload type 128", "m=video 9 UDP/TLS/RTP/SAVPF 96", "m=video 9 UDP/TLS/RTP/SAVPF 128", EDGE_ERROR_FORMAT },
  { "payload type twice", "m=video 9 UDP/TLS/RTP/SAVPF 96", "m=video 9 UDP/TLS/RTP/SAVPF 97", EDGE_ERROR_FORMAT },
  { "rtpmap of nothing", "a=rtpmap:96 VP8/90000", "a=rtpmap:", EDGE_ERROR_FORMAT },
  { "rtpmap of 300", "a=rtpmap:96 VP8/90000", "a=rtpmap:300 VP8/90000", EDGE_ERROR_FORMAT },
  { "fmtp of text", "a=fmtp:108 ", "a=fmtp:x ", EDGE_ERROR_FORMAT },
  { "no codec at all", "/90000", "/90001", EDGE_ERROR_CODEC },
  { "no H264", "H264", "H26X", -1 },
  { "no rtx", "rtx/90000", "rtz/90000", -1 },
  { "rtx of rtx", "apt=108", "apt=109", -1 },
  { "bad profile-level-id", "profile-level-id=42e01f", "profile-level-id=zz", -1 },
  { "two directions", "a=recvonly\r\n", "a=recvonly\r\na=sendonly\r\n", EDGE_ERROR_FORMAT },
  { "no direction", "a=recvonly\r\n", "", -1 },
  { "no rtcp-mux", "a=rtcp-mux\r\n", "", EDGE_ERROR_FORMAT },
  { "video off", "m=video 9", "m=video 0", -1 },
  { "empty line", "t=0 0\r\n", "\r\n", EDGE_ERROR_FORMAT },
  { "line without =", "t=0 0\r\n", "t\r\n", EDGE_ERROR_FORMAT },
  { "control character", "t=0 0", "t=0\x01" "0", EDGE_ERROR_FORMAT },
  { "not UTF-8", "s=-", "s=\xc3\x28", EDGE_ERROR_FORMAT },
  { "candidate of another host name", "a=mid:0\r\n", "a=mid:0\r\na=candidate:1 1 udp 1 evil.example 9 typ host\r\n", -1 },
};
/* *INDENT-ON* */

const guint offer_n_mutations = G_N_ELEMENTS (offer_mutations);

gchar *
offer_load (const gchar * name)
{
  g_autofree gchar *file = g_strconcat (g_getenv ("EDGE_SOURCE_DIR"),
      "/tests/check/data/", name, ".sdp", NULL);
  gchar *text = NULL;

  fail_unless (g_file_get_contents (file, &text, NULL, NULL), "%s", file);
  return text;
}

gchar *
offer_replace (const gchar * text, const gchar * old, const gchar * new)
{
  GString *changed = g_string_new (text);

  fail_unless (g_string_replace (changed, old, new, 0) > 0, "no %s", old);
  return g_string_free (changed, FALSE);
}
