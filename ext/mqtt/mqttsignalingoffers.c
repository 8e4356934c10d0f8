/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "mqttsignalingviewer.h"

#include <string.h>

#include "edgeerror.h"

/* Offers of one viewer: per second, and at once. */
#define OFFER_RATE 1.0
#define OFFER_BURST 3.0
/* The same of all together who are not on the list or have no pass. */
#define STRANGER_RATE 10.0
#define STRANGER_BURST 20.0
/* New connections, of all together: each costs much more than its offer. */
#define NEW_PEER_RATE 20.0
#define NEW_PEER_BURST 40.0
/* Refusals, to whomever: a flood of invented ids gets no flood of answers. */
#define REFUSAL_RATE 100.0
#define REFUSAL_BURST 100.0
/* An offer waits this long for inputs that have no format yet. */
#define WAIT_FOR_INPUTS (2 * G_TIME_SPAN_SECOND)
/* A viewer who has not connected keeps his place so long from others. */
#define HALF_OPEN_GRACE (5 * G_TIME_SPAN_SECOND)
/* Candidates may come before their offer (ICE trickles on its own topic). */
#define EARLY_LIFETIME (10 * G_TIME_SPAN_SECOND)
/* Mobiles whom we remember. */
#define MAX_EARLY_MOBILES 64
#define MAX_BUCKETS 1024

typedef struct
{
  gint64 time;                  /* of the first, monotonic */
  GPtrArray *candidates;        /* EdgeIceCandidate */
} EarlyCandidates;

typedef struct
{
  gchar *mobile;
  gchar *session_id;
  gchar *text;
  EdgeSdpOffer *offer;
  MqttSignalingPass pass;
  gint64 deadline;
} WaitingOffer;

static void
candidate_free (gpointer data)
{
  edge_ice_candidate_clear (data);
  g_free (data);
}

static void
early_free (gpointer data)
{
  EarlyCandidates *early = data;

  g_ptr_array_unref (early->candidates);
  g_free (early);
}

static void
waiting_free (gpointer data)
{
  WaitingOffer *waiting = data;

  g_free (waiting->mobile);
  g_free (waiting->session_id);
  g_free (waiting->text);
  g_clear_pointer (&waiting->offer, edge_sdp_offer_free);
  g_free (waiting);
}

static void
refuse (MqttSignalingSession * self, const gchar * mobile,
    const gchar * session_id, const gchar * reason, const gchar * sentence)
{
  MqttSignalingAddress address = { self->settings.device_id, mobile,
    session_id
  };

  self->counters.offers_refused++;
  if (!rate_bucket_take (&self->refusals, REFUSAL_RATE, REFUSAL_BURST,
          g_get_monotonic_time ()))
    return;
  mqtt_signaling_session_publish (self, MQTT_SIGNALING_TOPIC_ERROR, 1,
      mqtt_signaling_error (&address, reason, sentence));
}

static void
refuse_error (MqttSignalingSession * self, const gchar * mobile,
    const gchar * session_id, const GError * error)
{
  g_autofree gchar *sentence = edge_error_sentence (error);

  refuse (self, mobile, session_id, edge_sdp_error_reason (error), sentence);
}

/* --- candidates --- */

static void
give_candidate (MqttSignalingSession * self, MqttSignalingViewer * viewer,
    const EdgeIceCandidate * candidate)
{
  const EdgeSdpOffer *offer = edge_peer_get_offer (viewer->peer);
  guint mline_index;

  if (offer != NULL
      && edge_ice_candidate_find_mline (candidate, offer, &mline_index))
    edge_peer_add_candidate (viewer->peer, mline_index, candidate->candidate);
  else
    self->counters.candidates_dropped++;
}

static void
keep_candidate (MqttSignalingSession * self, MqttSignalingMessage * message)
{
  EarlyCandidates *early = g_hash_table_lookup (self->early, message->mobile);
  EdgeIceCandidate *copy;

  if (early == NULL && g_hash_table_size (self->early) < MAX_EARLY_MOBILES) {
    early = g_new (EarlyCandidates, 1);
    early->time = g_get_monotonic_time ();
    early->candidates = g_ptr_array_new_with_free_func (candidate_free);
    g_hash_table_insert (self->early, g_strdup (message->mobile), early);
  }
  if (early == NULL || early->candidates->len >= EDGE_PEER_MAX_CANDIDATES) {
    self->counters.candidates_dropped++;
    return;
  }
  copy = g_new (EdgeIceCandidate, 1);
  *copy = message->candidate;
  memset (&message->candidate, 0, sizeof (message->candidate));
  g_ptr_array_add (early->candidates, copy);
}

static void
take_candidate (MqttSignalingSession * self, MqttSignalingMessage * message)
{
  MqttSignalingViewer *viewer =
      g_hash_table_lookup (self->viewers, message->mobile);

  if (viewer != NULL && (message->session == NULL
          || g_strcmp0 (message->session, viewer->session_id) == 0))
    give_candidate (self, viewer, &message->candidate);
  else
    keep_candidate (self, message);
}

static void
give_early_candidates (MqttSignalingSession * self,
    MqttSignalingViewer * viewer)
{
  EarlyCandidates *early = g_hash_table_lookup (self->early, viewer->mobile);

  if (early == NULL)
    return;
  for (guint i = 0; i < early->candidates->len; i++)
    give_candidate (self, viewer, g_ptr_array_index (early->candidates, i));
  g_hash_table_remove (self->early, viewer->mobile);
}

/* --- offers --- */

/* A new viewer, or one who comes with a new connection. Takes offer. */
static void
admit (MqttSignalingSession * self, const gchar * mobile,
    const gchar * session_id, EdgeSdpOffer * offer, const gchar * text,
    const MqttSignalingPass * pass)
{
  MqttSignalingViewer *viewer = g_hash_table_lookup (self->viewers, mobile);
  gint64 called = 0;
  g_autoptr (GError) error = NULL;

  if (viewer != NULL) {
    /* Who calls again and again in vain does not become younger by it. */
    if (!edge_peer_was_connected (viewer->peer))
      called = viewer->called;
    mqtt_signaling_session_remove (self, mobile, "replaced",
        session_id == NULL || g_strcmp0 (session_id, viewer->session_id) != 0);
  }
  viewer = mqtt_signaling_viewer_new (self, mobile, pass, &error);
  if (viewer == NULL) {
    edge_sdp_offer_free (offer);
    refuse (self, mobile, session_id, "busy", "The robot cannot do WebRTC.");
    return;
  }
  if (called != 0)
    viewer->called = called;
  if (!mqtt_signaling_viewer_answer (viewer, offer, text, session_id, &error)) {
    refuse_error (self, mobile, session_id, error);
    mqtt_signaling_viewer_free (viewer);
    return;
  }
  g_hash_table_insert (self->viewers, viewer->mobile, viewer);
  mqtt_signaling_session_count_changed (self);
  if (!g_atomic_int_get (&self->muted))
    self->callbacks.peer_added (mobile, g_hash_table_size (self->viewers),
        self->user_data);
  give_early_candidates (self, viewer);
}

/* Whether there is a clock and every input that has data tells its format. */
static gboolean
inputs_are_ready (MqttSignalingSession * self, gboolean * any)
{
  g_autoptr (GPtrArray) inputs = edge_fanout_list_inputs (self->fanout);
  g_autoptr (GstClock) clock = NULL;
  GstClockTime base_time;
  gboolean all = TRUE;

  *any = inputs->len == 0;
  for (guint i = 0; i < inputs->len; i++) {
    gboolean known = edge_fanout_input_is_known (g_ptr_array_index (inputs, i));

    all &= known;
    *any |= known;
  }
  if (!edge_fanout_get_clock (self->fanout, &clock, &base_time))
    *any = all = FALSE;
  return all;
}

void
mqtt_signaling_offers_retry (MqttSignalingSession * self)
{
  gboolean any, ready = inputs_are_ready (self, &any);
  gint64 now = g_get_monotonic_time ();

  for (guint i = 0; i < self->waiting->len;) {
    WaitingOffer *waiting = g_ptr_array_index (self->waiting, i);

    if (!ready && now < waiting->deadline) {
      i++;
      continue;
    }
    g_ptr_array_steal_index (self->waiting, i);
    if (any)
      admit (self, waiting->mobile, waiting->session_id,
          g_steal_pointer (&waiting->offer), waiting->text, &waiting->pass);
    else
      refuse (self, waiting->mobile, waiting->session_id, "busy",
          "No picture has come from the camera yet.");
    waiting_free (waiting);
  }
}

static void
forget_waiting (MqttSignalingSession * self, const gchar * mobile)
{
  for (guint i = 0; i < self->waiting->len; i++) {
    WaitingOffer *waiting = g_ptr_array_index (self->waiting, i);

    if (g_str_equal (waiting->mobile, mobile)) {
      g_ptr_array_remove_index (self->waiting, i);
      return;
    }
  }
}

static void
wait_for_inputs (MqttSignalingSession * self, MqttSignalingMessage * message,
    EdgeSdpOffer * offer, const MqttSignalingPass * pass)
{
  WaitingOffer *waiting = g_new0 (WaitingOffer, 1);

  forget_waiting (self, message->mobile);
  waiting->mobile = g_strdup (message->mobile);
  waiting->session_id = g_strdup (message->session);
  waiting->text = g_strdup (message->sdp);
  waiting->offer = offer;
  waiting->pass = *pass;
  waiting->deadline = g_get_monotonic_time () + WAIT_FOR_INPUTS;
  g_ptr_array_add (self->waiting, waiting);
  mqtt_signaling_offers_retry (self);
}

static gboolean
is_listed (MqttSignalingSession * self, const gchar * mobile)
{
  gchar **listed = self->settings.mobile_ids;

  return listed == NULL
      || g_strv_contains ((const gchar * const *) listed, mobile);
}

static void
forget_oldest_bucket (MqttSignalingSession * self)
{
  GHashTableIter iter;
  gpointer key, value, oldest = NULL;
  gint64 time = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->buckets);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (((RateBucket *) value)->time < time) {
      time = ((RateBucket *) value)->time;
      oldest = key;
    }
  }
  g_hash_table_remove (self->buckets, oldest);
}

/* Ids are easily invented: who may not call shares one bucket, so that nobody
 * can spend what another may, and no number of others keeps somebody new from
 * getting one. */
static RateBucket *
get_bucket (MqttSignalingSession * self, const gchar * mobile)
{
  RateBucket *bucket = g_hash_table_lookup (self->buckets, mobile);

  if (bucket != NULL)
    return bucket;
  if (g_hash_table_size (self->buckets) >= MAX_BUCKETS)
    forget_oldest_bucket (self);
  bucket = g_new0 (RateBucket, 1);
  g_hash_table_insert (self->buckets, g_strdup (mobile), bucket);
  return bucket;
}

/* known: may call. */
static gboolean
is_admissible (MqttSignalingSession * self, const gchar * mobile,
    gboolean known)
{
  gint64 now = g_get_monotonic_time ();

  if (!known)
    return rate_bucket_take (&self->strangers, STRANGER_RATE, STRANGER_BURST,
        now);
  return rate_bucket_take (get_bucket (self, mobile), OFFER_RATE, OFFER_BURST,
      now);
}

/* Told once, so that an honest viewer tries again and a flood gets no echo. */
static void
limit_offer (MqttSignalingSession * self, MqttSignalingMessage * message,
    gboolean known)
{
  RateBucket *bucket = known ? get_bucket (self, message->mobile) : NULL;

  self->counters.offers_limited++;
  if (bucket == NULL || bucket->told)
    return;
  bucket->told = TRUE;
  refuse (self, message->mobile, message->session, "busy",
      "Too many calls in a short time; try again in a second.");
}

/* An offer on the connection that there is. Takes offer. */
static void
renegotiate (MqttSignalingSession * self, MqttSignalingViewer * viewer,
    EdgeSdpOffer * offer, MqttSignalingMessage * message)
{
  g_autoptr (GError) error = NULL;

  if (!edge_sdp_offer_check_later (edge_peer_get_offer (viewer->peer), offer,
          &error)) {
    edge_sdp_offer_free (offer);
    refuse_error (self, message->mobile, message->session, error);
    return;
  }
  if (!mqtt_signaling_viewer_answer (viewer, offer, message->sdp,
          message->session, &error)) {
    refuse_error (self, message->mobile, message->session, error);
    mqtt_signaling_session_remove (self, message->mobile, "failed", TRUE);
    return;
  }
  give_early_candidates (self, viewer);
}

/* Removes the viewer who has been trying to connect for longest, if that is
 * long: silent calls shall not keep others out until they time out. Nobody who
 * is connected gives way. */
static gboolean
make_room (MqttSignalingSession * self)
{
  MqttSignalingViewer *oldest = NULL;
  gint64 time = g_get_monotonic_time () - HALF_OPEN_GRACE;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->viewers);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    MqttSignalingViewer *viewer = value;

    if (viewer->called < time && !edge_peer_was_connected (viewer->peer)) {
      oldest = viewer;
      time = viewer->called;
    }
  }
  if (oldest == NULL)
    return FALSE;
  mqtt_signaling_session_remove (self, oldest->mobile, "timeout", TRUE);
  return TRUE;
}

static gboolean
is_full (MqttSignalingSession * self)
{
  return g_hash_table_size (self->viewers) + self->waiting->len
      >= self->settings.max_peers;
}

/* Whether the viewer is on the list and has a pass. */
static gboolean
check_pass (MqttSignalingSession * self, MqttSignalingMessage * message,
    MqttSignalingPass * pass, GError ** error)
{
  if (is_listed (self, message->mobile))
    return mqtt_signaling_passes_check (self->passes, message->auth,
        message->mobile, g_get_real_time (), g_get_monotonic_time (), pass,
        error);
  edge_set_error (error, EDGE_ERROR_NOT_AUTHORIZED,
      "This viewer is not on the robot's list.", "mobile-ids");
  return FALSE;
}

/* Of somebody who may call. */
static void
take_offer (MqttSignalingSession * self, MqttSignalingMessage * message,
    const MqttSignalingPass * pass)
{
  MqttSignalingViewer *viewer =
      g_hash_table_lookup (self->viewers, message->mobile);
  g_autoptr (GError) error = NULL;
  EdgeSdpOffer *offer;

  if (viewer != NULL && g_strcmp0 (viewer->offer_text, message->sdp) == 0) {
    mqtt_signaling_viewer_renew (viewer, pass);
    mqtt_signaling_viewer_send_answer (viewer);
    return;
  }
  offer = edge_sdp_offer_new (message->sdp, strlen (message->sdp), &error);
  if (offer == NULL) {
    refuse_error (self, message->mobile, message->session, error);
    return;
  }
  if (viewer != NULL
      && edge_sdp_offer_same_connection (edge_peer_get_offer (viewer->peer),
          offer)) {
    mqtt_signaling_viewer_renew (viewer, pass);
    renegotiate (self, viewer, offer, message);
    return;
  }
  if (viewer == NULL && is_full (self) && !make_room (self)) {
    edge_sdp_offer_free (offer);
    refuse (self, message->mobile, message->session, "too-many",
        "As many viewers as the robot allows are watching already.");
    return;
  }
  if (!rate_bucket_take (&self->new_peers, NEW_PEER_RATE, NEW_PEER_BURST,
          g_get_monotonic_time ())) {
    edge_sdp_offer_free (offer);
    self->counters.offers_limited++;
    refuse (self, message->mobile, message->session, "busy",
        "Too many viewers call at once; try again in a second.");
    return;
  }
  wait_for_inputs (self, message, offer, pass);
}

static void
take_call (MqttSignalingSession * self, MqttSignalingMessage * message)
{
  MqttSignalingPass pass;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *sentence = NULL;
  gboolean known = check_pass (self, message, &pass, &error);

  if (!is_admissible (self, message->mobile, known)) {
    limit_offer (self, message, known);
    return;
  }
  self->counters.offers++;
  if (known) {
    take_offer (self, message, &pass);
    return;
  }
  sentence = edge_error_sentence (error);
  refuse (self, message->mobile, message->session, "not-allowed", sentence);
}

static void
take_bye (MqttSignalingSession * self, MqttSignalingMessage * message)
{
  MqttSignalingViewer *viewer =
      g_hash_table_lookup (self->viewers, message->mobile);

  forget_waiting (self, message->mobile);
  g_hash_table_remove (self->early, message->mobile);
  if (viewer != NULL && (message->session == NULL
          || g_strcmp0 (message->session, viewer->session_id) == 0))
    mqtt_signaling_session_remove (self, message->mobile, "bye", TRUE);
}

/* What cannot be read is answered if it was meant to be an offer. */
static void
take_malformed (MqttSignalingSession * self, MqttSignalingMessage * message,
    const GError * error)
{
  self->counters.malformed++;
  if (message->mobile != NULL && message->type == MQTT_SIGNALING_OFFER
      && is_admissible (self, message->mobile, self->settings.key == NULL
          && is_listed (self, message->mobile)))
    refuse_error (self, message->mobile, message->session, error);
}

void
mqtt_signaling_offers_take (MqttSignalingSession * self, const gchar * topic,
    const guint8 * data, gsize size)
{
  MqttSignalingMessage message;
  g_autoptr (GError) error = NULL;

  if (!mqtt_signaling_parse (&message, topic, data, size, &error)) {
    take_malformed (self, &message, error);
  } else if (message.to == NULL
      || g_str_equal (message.to, self->settings.device_id)) {
    if (message.type == MQTT_SIGNALING_CANDIDATE)
      take_candidate (self, &message);
    else if (message.type == MQTT_SIGNALING_BYE)
      take_bye (self, &message);
    else
      take_call (self, &message);
  }
  mqtt_signaling_message_clear (&message);
}

/* --- life --- */

static gboolean
early_is_old (gpointer key, gpointer value, gpointer now)
{
  return *(gint64 *) now - ((EarlyCandidates *) value)->time > EARLY_LIFETIME;
}

static gboolean
bucket_is_idle (gpointer key, gpointer value, gpointer now)
{
  return *(gint64 *) now - ((RateBucket *) value)->time > EARLY_LIFETIME;
}

void
mqtt_signaling_offers_tick (MqttSignalingSession * self)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GList) viewers = g_hash_table_get_values (self->viewers);

  for (GList * l = viewers; l != NULL; l = l->next)
    mqtt_signaling_viewer_tick (l->data);
  g_hash_table_foreach_remove (self->early, early_is_old, &now);
  g_hash_table_foreach_remove (self->buckets, bucket_is_idle, &now);
  mqtt_signaling_offers_retry (self);
}

void
mqtt_signaling_offers_init (MqttSignalingSession * self)
{
  self->early = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      early_free);
  self->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      g_free);
  self->passes = mqtt_signaling_passes_new (self->settings.key,
      self->settings.key_size, self->settings.device_id);
  self->waiting = g_ptr_array_new_with_free_func (waiting_free);
}

void
mqtt_signaling_offers_clear (MqttSignalingSession * self)
{
  g_ptr_array_unref (self->waiting);
  mqtt_signaling_passes_free (self->passes);
  g_hash_table_unref (self->buckets);
  g_hash_table_unref (self->early);
}
