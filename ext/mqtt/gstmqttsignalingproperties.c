/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "gstmqttsignalingproperties.h"

#include <string.h>

#define DEFAULT_DEVICE_ID "device001"
#define DEFAULT_MAX_PEERS 16
#define DEFAULT_VIDEO_CODECS "H264,VP8"
#define DEFAULT_VIDEO_BITRATE 2000000
#define DEFAULT_AUDIO_BITRATE 64000
#define DEFAULT_ICE_TCP FALSE
#define DEFAULT_ICE_TRANSPORT_POLICY GST_WEBRTC_ICE_TRANSPORT_POLICY_ALL

/* Unset and empty are the same. */
static gchar *
copy_text (const gchar * text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

void
gst_edge_mqtt_signaling_properties_read (const MqttSignalingProperties * self,
    MqttSignalingSettings * settings)
{
  memset (settings, 0, sizeof (*settings));
  settings->device_id = g_strdup (self->device_id);
  settings->mobile_ids = mqtt_signaling_split_list (self->mobile_ids);
  settings->max_peers = self->max_peers;
  settings->video_codecs = mqtt_signaling_split_list (self->video_codecs);
  settings->stun_server = copy_text (self->stun_server);
  settings->turn_servers = mqtt_signaling_split_list (self->turn_servers);
  settings->turn_servers_file = copy_text (self->turn_servers_file);
  settings->local_addresses = mqtt_signaling_split_list (self->local_addresses);
  /* An empty key is a mistake, and shall be told as one. */
  settings->token_key = g_strdup (self->token_key);
  settings->token_key_file = g_strdup (self->token_key_file);
  settings->relay_only =
      self->ice_transport_policy == GST_WEBRTC_ICE_TRANSPORT_POLICY_RELAY;
  settings->ice_tcp = self->ice_tcp;
  mqtt_settings_copy (&settings->mqtt, &self->mqtt);
}

void
gst_edge_mqtt_signaling_properties_clear (MqttSignalingProperties * self)
{
  g_free (self->token_key_file);
  g_free (self->token_key);
  g_free (self->local_addresses);
  g_free (self->turn_servers_file);
  g_free (self->turn_servers);
  g_free (self->stun_server);
  g_free (self->video_codecs);
  g_free (self->mobile_ids);
  g_free (self->device_id);
  mqtt_settings_clear (&self->mqtt);
}

static void
set_string (gchar ** to, const GValue * value)
{
  g_free (*to);
  *to = g_value_dup_string (value);
}

gboolean
gst_edge_mqtt_signaling_set_property (MqttSignalingProperties * self,
    guint id, const GValue * value)
{
  if (gst_edge_mqtt_set_property (&self->mqtt, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SIGNALING_PROP_DEVICE_ID:
      set_string (&self->device_id, value);
      break;
    case MQTT_SIGNALING_PROP_MOBILE_IDS:
      set_string (&self->mobile_ids, value);
      break;
    case MQTT_SIGNALING_PROP_MAX_PEERS:
      self->max_peers = g_value_get_uint (value);
      break;
    case MQTT_SIGNALING_PROP_VIDEO_CODECS:
      set_string (&self->video_codecs, value);
      break;
    case MQTT_SIGNALING_PROP_VIDEO_BITRATE:
      self->bitrates.video_bitrate = g_value_get_uint (value);
      break;
    case MQTT_SIGNALING_PROP_AUDIO_BITRATE:
      self->bitrates.audio_bitrate = g_value_get_uint (value);
      break;
    case MQTT_SIGNALING_PROP_STUN_SERVER:
      set_string (&self->stun_server, value);
      break;
    case MQTT_SIGNALING_PROP_TURN_SERVERS:
      set_string (&self->turn_servers, value);
      break;
    case MQTT_SIGNALING_PROP_TURN_SERVERS_FILE:
      set_string (&self->turn_servers_file, value);
      break;
    case MQTT_SIGNALING_PROP_LOCAL_ADDRESSES:
      set_string (&self->local_addresses, value);
      break;
    case MQTT_SIGNALING_PROP_TOKEN_KEY:
      set_string (&self->token_key, value);
      break;
    case MQTT_SIGNALING_PROP_TOKEN_KEY_FILE:
      set_string (&self->token_key_file, value);
      break;
    case MQTT_SIGNALING_PROP_ICE_TCP:
      self->ice_tcp = g_value_get_boolean (value);
      break;
    case MQTT_SIGNALING_PROP_ICE_TRANSPORT_POLICY:
      self->ice_transport_policy = g_value_get_enum (value);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

gboolean
gst_edge_mqtt_signaling_get_property (const MqttSignalingProperties * self,
    MqttState state, guint id, GValue * value)
{
  if (gst_edge_mqtt_get_property (&self->mqtt, state, id, value))
    return TRUE;
  switch (id) {
    case MQTT_SIGNALING_PROP_DEVICE_ID:
      g_value_set_string (value, self->device_id);
      break;
    case MQTT_SIGNALING_PROP_MOBILE_IDS:
      g_value_set_string (value, self->mobile_ids);
      break;
    case MQTT_SIGNALING_PROP_MAX_PEERS:
      g_value_set_uint (value, self->max_peers);
      break;
    case MQTT_SIGNALING_PROP_VIDEO_CODECS:
      g_value_set_string (value, self->video_codecs);
      break;
    case MQTT_SIGNALING_PROP_VIDEO_BITRATE:
      g_value_set_uint (value, self->bitrates.video_bitrate);
      break;
    case MQTT_SIGNALING_PROP_AUDIO_BITRATE:
      g_value_set_uint (value, self->bitrates.audio_bitrate);
      break;
    case MQTT_SIGNALING_PROP_STUN_SERVER:
      g_value_set_string (value, self->stun_server);
      break;
    case MQTT_SIGNALING_PROP_TURN_SERVERS_FILE:
      g_value_set_string (value, self->turn_servers_file);
      break;
    case MQTT_SIGNALING_PROP_LOCAL_ADDRESSES:
      g_value_set_string (value, self->local_addresses);
      break;
    case MQTT_SIGNALING_PROP_TOKEN_KEY_FILE:
      g_value_set_string (value, self->token_key_file);
      break;
    case MQTT_SIGNALING_PROP_ICE_TCP:
      g_value_set_boolean (value, self->ice_tcp);
      break;
    case MQTT_SIGNALING_PROP_ICE_TRANSPORT_POLICY:
      g_value_set_enum (value, self->ice_transport_policy);
      break;
    default:
      return FALSE;
  }
  return TRUE;
}

#define READWRITE (G_PARAM_READWRITE | G_PARAM_CONSTRUCT | \
    G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)

static void
install_connection (GObjectClass * klass)
{
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_STUN_SERVER,
      g_param_spec_string ("stun-server", "STUN server",
          "STUN server as stun://host:port (unset = none)", NULL, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_TURN_SERVERS,
      g_param_spec_string ("turn-servers", "TURN servers",
          "TURN servers as turn://user:password@host:port, separated by "
          "commas; better in turn-servers-file", NULL,
          (READWRITE & ~G_PARAM_READABLE)));
  g_object_class_install_property (klass,
      MQTT_SIGNALING_PROP_TURN_SERVERS_FILE,
      g_param_spec_string ("turn-servers-file", "TURN servers file",
          "File of such TURN servers, one per line, wins over turn-servers",
          NULL, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_LOCAL_ADDRESSES,
      g_param_spec_string ("local-addresses", "Local addresses",
          "Addresses to offer to viewers, separated by commas (unset = those "
          "of all interfaces but the loopback one)", NULL, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_ICE_TCP,
      g_param_spec_boolean ("ice-tcp", "ICE over TCP",
          "Offer TCP candidates, too", DEFAULT_ICE_TCP, READWRITE));
  g_object_class_install_property (klass,
      MQTT_SIGNALING_PROP_ICE_TRANSPORT_POLICY,
      g_param_spec_enum ("ice-transport-policy", "ICE transport policy",
          "Which ways to a viewer are allowed",
          GST_TYPE_WEBRTC_ICE_TRANSPORT_POLICY, DEFAULT_ICE_TRANSPORT_POLICY,
          READWRITE));
}

static void
install_token (GObjectClass * klass)
{
  /**
   * GstEdgeMqttSignalingBin:token-key:
   *
   * With a key, only offers come in that carry, as their field `auth`, a JSON
   * Web Token (RFC 7519, compact form) that this key signed with HS256. Its
   * claims: `sub` is the viewer's id, `exp` the end, also of a running session,
   * whatever the clock is set to meanwhile; optional are `nbf`, `aud` (this
   * device's id; a token without it is good for every robot that has this key)
   * and `role`: "drive", or "watch" as without it. Who watches gives no commands
   * but stop and estop: he may stop the car, ten times at once and five times
   * per second; of more than that the last one is obeyed.
   * A later offer with another token changes role and end. Whoever has a token
   * has what it gives, so let nobody but the device read `mobile/#`. The key is
   * read at start: a new one and a restart make all tokens void; until then the
   * old one holds. There is no list of single ones to revoke.
   */
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_TOKEN_KEY,
      g_param_spec_string ("token-key", "Token key",
          "Key, of at least 32 bytes, that signs the tokens of those who may "
          "call (unset = no token needed), read at start; better in "
          "token-key-file", NULL, (READWRITE & ~G_PARAM_READABLE)));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_TOKEN_KEY_FILE,
      g_param_spec_string ("token-key-file", "Token key file",
          "File that holds the key, without the end of its line, read at start; "
          "wins over token-key", NULL, READWRITE));
}

static void
install_told (GObjectClass * klass)
{
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_PEERS,
      g_param_spec_uint ("peers", "Viewers", "Viewers now", 0, G_MAXUINT, 0,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  /**
   * GstEdgeMqttSignalingBin:stats:
   *
   * `peers`, `encoders`, `ending` (pipelines that are just being taken down,
   * also after a stop), all of them now; `offers`, `offers-refused`,
   * `offers-limited` (too many of one viewer: 3 at once, then 1 per s; of all
   * who may not call together: 20, then 10 per s; of new connections: 40, then
   * 20 per s; unread, whoever signs them: 12 with one id at once, then 2 per s,
   * and 1 MiB of all, then as much per s), `malformed` (messages; an offer has
   * 32 KiB at most, others 4), `messages-dropped` (too many of the broker's at
   * once), `candidates-dropped`, `data-dropped` (too much at the
   * pad `data`), `commands` and `commands-dropped` (not playing, or too many).
   *
   * `viewers` tells of each: `peer`, `connection`, `ice`, `rtt`, bytes, packets
   * and frames, `commands`, `commands-refused` (he may only watch),
   * `malformed`, `rate-limited`, `messages-dropped` (his, too many at once),
   * `unsent` (to him), `role` and `expires` (UNIX time in ms, 0: never); and
   * the way that his connection goes: `local` and `remote` (kinds of ICE
   * candidates: host, srflx, prflx or relay), `protocol` (udp or tcp), `address`
   * and `interface` (our own).
   */
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "Counters since the start, and an array of structures, one per viewer",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

void
gst_edge_mqtt_signaling_install_properties (GObjectClass * klass)
{
  gst_edge_mqtt_install_properties (klass, FALSE, MQTT_DEFAULT_NODELAY);
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_DEVICE_ID,
      g_param_spec_string ("device-id", "Device ID",
          "Name of this device in topics and messages", DEFAULT_DEVICE_ID,
          READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_MOBILE_IDS,
      g_param_spec_string ("mobile-ids", "Mobile IDs",
          "Who may call, separated by commas (unset = everybody)", NULL,
          READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_MAX_PEERS,
      g_param_spec_uint ("max-peers", "Most viewers",
          "Viewers at the same time; one more is refused, unless somebody who "
          "called more than 5 s ago is not connected yet and gives way", 1,
          1000, DEFAULT_MAX_PEERS, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_VIDEO_CODECS,
      g_param_spec_string ("video-codecs", "Video codecs",
          "Codecs for raw pictures, best first, separated by commas",
          DEFAULT_VIDEO_CODECS, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_VIDEO_BITRATE,
      g_param_spec_uint ("video-bitrate", "Video bitrate",
          "Bitrate for raw pictures, in bits/s", 1000, G_MAXINT,
          DEFAULT_VIDEO_BITRATE, READWRITE));
  g_object_class_install_property (klass, MQTT_SIGNALING_PROP_AUDIO_BITRATE,
      g_param_spec_uint ("audio-bitrate", "Audio bitrate",
          "Bitrate for raw sound, in bits/s", 4000, 650000,
          DEFAULT_AUDIO_BITRATE, READWRITE));
  install_connection (klass);
  install_token (klass);
  install_told (klass);
}
