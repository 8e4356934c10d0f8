/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copyright (C) 2026 gst-plugins-edge maintainers */
#pragma once

#include "picarxbus.h"

#include "edgebackoff.h"
#include "picarxguard.h"
#include "picarxsensors.h"

G_BEGIN_DECLS

/* What picarxbus.c, which takes orders on any thread, and picarxbusthread.c,
 * which carries them out on its own, share. */

typedef struct
{
  PicarxTicket ticket;
  PicarxRefused refused;
} PicarxAnswer;

/* What is to be done next. */
typedef struct
{
  gboolean stop;
  gboolean straighten;
  gboolean center;
  gboolean failsafe;
  gboolean restart;             /* the controller was reset by the guard */
  gint64 age;
  gboolean has_move;
  PicarxCommand move;           /* without its ticket, as look */
  PicarxCommand look;
  GQueue answers;               /* of PicarxAnswer, to what is done by then */
} PicarxWork;

struct _PicarxBus
{
  gint ref_count;
  PicarxBusSettings settings;   /* constant */
  PicarxBusCallbacks callbacks; /* constant */
  gpointer user_data;
  GDestroyNotify destroy;
  GThread *thread;

  /* Written with the lock held; read without it by those who wait for a claim. */
  gint closing;

  /* Protects all that follows; changed is signalled on every change. */
  GMutex lock;
  GCond changed;
  PicarxDrive *drive;
  guint hold;                   /* PicarxHold bits */
  PicarxWork next;                    /* all but failsafe, restart, age, answers */
  guint stops_wanted;
  guint stops_done;
  GQueue answers;               /* of PicarxAnswer */
  gint64 commanded;             /* when the last motion command came */
  gboolean performing;          /* what was taken out of next */
  gboolean moving;              /* the wheels turn, or are about to */
  const gchar *failsafe;
  gboolean started;             /* before, everything stands anyway */
  gboolean show;                /* telemetry wanted even without a change */
  gint64 tick;                  /* the thread of the bus was awake */
  gboolean waiting;             /* and has nothing to do since */
  gboolean frozen;              /* this program was; to be told */
  gint64 settled;               /* what comes before may be from before that */
  gboolean failed;
  gboolean finished;
  gboolean overdue;             /* nobody waits for the end any more */
  PicarxGuard *guard;           /* NULL = none; the thread of the bus sets it */
  gboolean guard_news;          /* to look after */
  gboolean guard_lost;          /* the one that is guard */
  gboolean guard_failsafe;      /* that stopped a car that moved */
  PicarxBusStats stats;

  /* Thread of the bus only. */
  PicarxCar *car;
  gboolean starting;
  PicarxState shown;
  gint64 next_telemetry;        /* G_MAXINT64 = at changes only */
  PicarxSensors sensors;
  gint64 next_beat;             /* to look after the guard, G_MAXINT64 = never */
  gboolean guarded;             /* there was a guard, the car moves with one only */
  GError *guard_error;          /* why it is lost */
  gint64 guard_since;           /* when it came to its post */
  gint64 guard_outage;          /* when it was lost, 0 = it was not */
  gint64 guard_due;             /* then: the next one's start, or at its post */
  EdgeBackoff guard_backoff;
};

void     picarx_answer_free     (PicarxAnswer * answer);
/* The thread of the bus. */
gpointer picarx_bus_thread      (gpointer self);

/* On that thread, with no lock held. Tells what the car does and answers;
 * looks at the sensors if sense. */
void     picarx_bus_tell        (PicarxBus * self, GQueue * answers,
                                 gboolean sense);
/* With the lock held. */
void     picarx_bus_stop_locked (PicarxBus * self);
/* The thread of the bus is awake, or should be: was the program frozen? */
void     picarx_bus_tick_locked (PicarxBus * self, gint64 now);
/* picarxbusguard.c, on the thread of the bus. */
void     picarx_bus_start_guard (PicarxBus * self);
/* Lets the guard know, again and again by next_beat, and looks after it. FALSE:
 * there is none now, the wheels are not to turn. */
gboolean picarx_bus_tell_guard  (PicarxBus * self, gboolean moves);
void     picarx_bus_end_guard   (PicarxBus * self, gboolean stands);
/* picarxbusrescue.c: what to do when the car does not obey. Takes error; TRUE
 * once the car stands and obeys again. FALSE: no more can be done, with *final
 * set to why, or the end has come. */
gboolean picarx_bus_rescue      (PicarxBus * self, GError * error,
                                 GError ** final);
/* Goes on stopping a car that does not obey any more, until the end comes. */
void     picarx_bus_give_up     (PicarxBus * self, const GError * error);
/* The last thing to do: TRUE if the car stands. */
gboolean picarx_bus_last_stop   (PicarxBus * self, GError ** error);

G_END_DECLS
