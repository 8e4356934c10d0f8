/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#include "callqueue.h"

#include "mqttsignaling.h"
#include "ratebucket.h"

/* Mobiles whom we remember. */
#define MAX_MOBILES 1024
/* Of all together, a message counts as so many bytes at least. */
#define MIN_CHARGE 256

/* A megabyte of the worst JSON takes a tenth of a second to read. Who has one
 * login, and so one id, gets at most a sixteenth of what all may offer. */
static const struct
{
  guint max_waiting;
  gdouble rate, burst;          /* of one mobile: messages per second, at once */
  gdouble all_rate, all_burst;  /* of all: bytes per second, at once */
} limits[] = {
  [MQTT_SIGNALING_OFFER] = {64, 2, 12, 1 << 20, 1 << 20},
  /* A browser finds dozens at once. */
  [MQTT_SIGNALING_CANDIDATE] = {512, 50, 200, 1 << 19, 1 << 19},
  [MQTT_SIGNALING_BYE] = {256, 4, 12, 1 << 17, 1 << 18},
};

#define N_TYPES G_N_ELEMENTS (limits)

typedef struct
{
  RateBucket buckets[N_TYPES];
  gint64 time;                  /* of the last message, monotonic */
} Mobile;

typedef struct
{
  Call call;
  MqttSignalingType type;
} Waiting;

struct _CallQueue
{
  GMutex lock;                  /* protects all of the following */
  GQueue waiting;               /* Waiting */
  guint n_waiting[N_TYPES];
  RateBucket all[N_TYPES];
  GHashTable *mobiles;          /* mobile -> Mobile */
  guint64 limited, dropped;
};

CallQueue *
call_queue_new (void)
{
  CallQueue *self = g_new0 (CallQueue, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->waiting);
  self->mobiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
      g_free);
  return self;
}

void
call_free (Call * call)
{
  g_free (call->topic);
  g_clear_pointer (&call->data, g_bytes_unref);
  g_free (call);
}

void
call_queue_free (CallQueue * self)
{
  g_queue_clear_full (&self->waiting, (GDestroyNotify) call_free);
  g_hash_table_unref (self->mobiles);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
forget_oldest_locked (CallQueue * self)
{
  GHashTableIter iter;
  gpointer key, value, oldest = NULL;
  gint64 time = G_MAXINT64;

  g_hash_table_iter_init (&iter, self->mobiles);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    if (((Mobile *) value)->time < time) {
      time = ((Mobile *) value)->time;
      oldest = key;
    }
  }
  g_hash_table_remove (self->mobiles, oldest);
}

static Mobile *
remember_locked (CallQueue * self, const gchar * name)
{
  Mobile *mobile = g_new0 (Mobile, 1);

  if (g_hash_table_size (self->mobiles) >= MAX_MOBILES)
    forget_oldest_locked (self);
  g_hash_table_insert (self->mobiles, g_strdup (name), mobile);
  return mobile;
}

static gboolean
take_one (Mobile * mobile, MqttSignalingType type, gint64 now)
{
  mobile->time = now;
  return rate_bucket_take (&mobile->buckets[type], limits[type].rate,
      limits[type].burst, now);
}

/* Who is beyond his own limit spends nothing of what all have; who is beyond
 * that of all is not remembered. */
static gboolean
admit_locked (CallQueue * self, const gchar * name, MqttSignalingType type,
    gsize size, gint64 now)
{
  Mobile *mobile = g_hash_table_lookup (self->mobiles, name);

  if (mobile != NULL && !take_one (mobile, type, now))
    return FALSE;
  if (!rate_bucket_take_many (&self->all[type], MAX (size, MIN_CHARGE),
          limits[type].all_rate, limits[type].all_burst, now))
    return FALSE;
  return mobile != NULL || take_one (remember_locked (self, name), type, now);
}

static void
push_locked (CallQueue * self, MqttSignalingType type, const gchar * topic,
    GBytes * data, gsize size)
{
  Waiting *waiting = g_new (Waiting, 1);

  waiting->call.topic = g_strdup (topic);
  waiting->call.data = data;
  waiting->call.size = size;
  waiting->type = type;
  self->n_waiting[type]++;
  g_queue_push_tail (&self->waiting, waiting);
}

gboolean
call_queue_push (CallQueue * self, const gchar * topic, const guint8 * data,
    gsize size, gint64 now)
{
  MqttSignalingType type;
  g_autofree gchar *name = mqtt_signaling_parse_topic (topic, &type);
  gboolean admitted, pushed = FALSE;
  gboolean readable;

  if (name == NULL)
    return FALSE;
  readable = size <= mqtt_signaling_max_size (type);
  g_mutex_lock (&self->lock);
  admitted = admit_locked (self, name, type, readable ? size : 0, now);
  if (!admitted && type == MQTT_SIGNALING_OFFER) {
    self->limited++;
  } else if (!admitted || self->n_waiting[type] >= limits[type].max_waiting) {
    self->dropped++;
  } else {
    push_locked (self, type, topic,
        readable ? g_bytes_new (data, size) : NULL, size);
    pushed = TRUE;
  }
  g_mutex_unlock (&self->lock);
  return pushed;
}

Call *
call_queue_pop (CallQueue * self)
{
  Waiting *waiting;

  g_mutex_lock (&self->lock);
  waiting = g_queue_pop_head (&self->waiting);
  if (waiting != NULL)
    self->n_waiting[waiting->type]--;
  g_mutex_unlock (&self->lock);
  return (Call *) waiting;
}

void
call_queue_count (CallQueue * self, guint64 * limited, guint64 * dropped)
{
  g_mutex_lock (&self->lock);
  *limited = self->limited;
  *dropped = self->dropped;
  g_mutex_unlock (&self->lock);
}
