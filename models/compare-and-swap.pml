/* Compare-and-swap on a directory, as docs/compare-and-swap.md describes it. `bash models/check.sh` checks it.
 *
 * WRITERS processes apply one update each, in every interleaving of their steps: a process that is stopped for long, or killed, is one
 * that the search does not schedule again. A reader lists and opens as they do. Power states what must hold should the power fail now,
 * and so in particular if it does not.
 *
 * A version is a number that is given out once (in the program: a random name of 128 bits); its content is the set of the updates in it.
 * A listing is not atomic: it looks at one name after the other, upwards or downwards, while others go on.
 *
 * Each mutant (-DNAME, the list is in check.sh) breaks one rule and must be seen to fail. */

#ifndef WRITERS
#define WRITERS 2
#endif
#ifndef VERSIONS
#define VERSIONS 3
#endif
#define NONE VERSIONS
#define bit(i) (1 << (i))

byte issued;                    /* versions given out so far */
byte content[VERSIONS + 1];
byte parent[VERSIONS + 1];

/* The directory as every process sees it, as sets of versions. */
bool exists;                    /* state.json.cas is there */
byte heads;                     /* head.<id> */
byte files;                     /* data.<parent>.<id> */
byte whole;                     /* those that are written to the end */
byte view;                      /* content of state.json */

/* What a power cut leaves of it. */
bool existsForGood;             /* the name state.json.cas is synced */
byte possible;                  /* what may be the head: the one last synced, and those since */
byte named;                     /* data files whose names are synced */
byte durable;                   /* data files whose content is synced */

byte acknowledged;              /* updates whose call has returned */
byte replaced;                  /* versions that have a successor */
byte ended;

inline list(head, seen)
{
    d_step { head = NONE; seen = 0 };
    if
    :: atomic { up = true; i = 0 }
    :: atomic { up = false; i = VERSIONS - 1 }
    fi;
    do
    :: atomic {
           if :: heads & bit(i) -> head = i :: else fi;
           seen = seen | (files & bit(i));
           last = (up && i == VERSIONS - 1) || (!up && i == 0);
           if :: last :: !last && up -> i++ :: !last && !up -> i-- fi
       };
       if :: last -> break :: else fi
    od;
    atomic { i = 0; up = false; last = false }          /* equal states look equal */
}

inline syncDirectory()
{
    d_step { possible = heads; named = files }
}

/* Only what was listed before the own commit, and not the version that it replaced: that stays as the last good copy. */
inline collect()
{
    i = 0;
    do
    :: i < VERSIONS ->
       atomic { if :: (seen & bit(i)) && i != p -> files = files & ~bit(i) :: else fi; i++ }
    :: i == VERSIONS -> break
    od;
    atomic { i = 0; seen = 0; p = 0 }
}

proctype Writer(byte me)
{
    byte old, p, x, h, seen, ignored, i;
    bool up, last, won, shown;

again:
    if
    :: !exists -> goto bootstrap
    :: exists
    fi;
    list(p, seen);
    if :: p == NONE -> goto again :: p != NONE fi;
    atomic {
        if
        :: files & bit(p) -> assert(whole & bit(p)); old = content[p]
        :: !(files & bit(p)) -> goto again
        fi
    };
    assert(!(old & bit(me)));                           /* no update is applied twice */
    atomic {
        if
        :: issued == VERSIONS -> goto stop
        :: issued < VERSIONS -> x = issued; issued++; content[x] = old | bit(me); parent[x] = p; files = files | bit(x)
        fi
    };
    whole = whole | bit(x);
#ifndef NO_FILE_SYNC
    durable = durable | bit(x);
#endif
#ifndef NO_DIRECTORY_SYNC
    syncDirectory();
#endif

#ifdef RENAME_BY_HANDLE
    if :: !(heads & bit(p)) -> goto again :: heads & bit(p) fi;
    d_step {                                            /* the file that was opened by its old name, whatever its name is by now */
        assert(!(replaced & bit(p)));
        replaced = replaced | bit(p);
        heads = bit(x);
        possible = possible | bit(x);
        won = true
    };
#else
    d_step {
#ifdef BLIND_RENAME
        won = true;
#else
        won = (heads & bit(p)) != 0;
#endif
        if
        :: won ->
           assert(!(replaced & bit(p)));                /* one winner a version */
           replaced = replaced | bit(p);
           heads = (heads & ~bit(p)) | bit(x);
           possible = possible | bit(x)
        :: !won
        fi
    };
#endif
#ifdef LOST_REPLY
    if :: won = false :: skip fi;                       /* the server has renamed, its client asks again and is told ENOENT */
#endif
    if :: !won -> atomic { old = 0; x = 0; seen = 0; p = 0; goto again } :: won fi;

#ifdef COLLECT_BEFORE_SYNC
    files = files & ~bit(p);
#endif
    syncDirectory();
#ifndef PARENT_NOT_SYNCED
    existsForGood = true;
#endif
    d_step { acknowledged = acknowledged | bit(me); old = 0; won = false };
#ifndef COLLECT_BY_LISTED_HEAD
    collect();
#endif
    goto publish;

bootstrap:
    old = view;
    atomic {
        if
        :: issued == VERSIONS -> goto stop
        :: issued < VERSIONS -> x = issued; issued++; content[x] = old | bit(me); parent[x] = NONE
        fi
    };
    d_step {                                            /* one rename of a directory that was written and synced under another name */
        won = !exists;
        if
        :: won ->
           exists = true;
           heads = bit(x); files = bit(x); whole = bit(x); durable = bit(x); named = bit(x); possible = bit(x)
        :: !won
        fi
    };
    if :: !won -> atomic { old = 0; x = 0; seen = 0; p = 0; goto again } :: won fi;
    existsForGood = true;
    d_step { acknowledged = acknowledged | bit(me); old = 0; won = false };

publish:
#ifndef NO_VIEW
    do
    :: list(h, ignored);
       if
       :: h == x && shown -> break
       :: h == x && !shown -> view = content[x]; shown = true
       :: h != x && !shown -> break                     /* whoever has committed since refreshes it */
       :: h != x && shown -> if :: h != NONE && (files & bit(h)) -> x = h; view = content[x] :: else fi
       fi;
#ifdef PUBLISH_ONCE
       break
#endif
    od;
#endif
stop:
    atomic {
        ended++;
#ifndef NO_VIEW
        if
        :: ended == WRITERS && exists -> i = 0;
           do
           :: i < VERSIONS -> assert(!(heads & bit(i)) || view == content[i]); i++  /* state.json shows the last version */
           :: i == VERSIONS -> break
           od
        :: else
        fi;
#endif
        i = 0; x = 0; h = 0
    }
}

/* What is read later is never older. */
proctype Reader()
{
    byte h, seen, i, first, times;
    bool up, last;

    exists;
    do
    :: times < 2 ->
       list(h, seen);
       d_step {
           if
           :: h != NONE && (files & bit(h)) ->
              assert(whole & bit(h));
              assert((first & ~content[h]) == 0);
              first = content[h];
              times++
           :: else
           fi
       }
    :: times == 2 -> break
    od
}

#ifdef COLLECT_BY_LISTED_HEAD
/* What looks right and is not: one listing, in which whatever neither is the head nor builds on it is garbage. */
proctype Collector()
{
    byte h, seen, i;
    bool up, last;

    list(h, seen);
    do
    :: i < VERSIONS ->
       atomic { if :: (seen & bit(i)) && h != NONE && i != h && parent[i] != h -> files = files & ~bit(i) :: else fi; i++ }
    :: i == VERSIONS -> break
    od
}
#endif

/* Whatever the disk makes of the steps that are not synced: there is a head, its data is there and whole, and no acknowledged update is missing. */
proctype Power()
{
    byte i;

    d_step {
        assert(existsForGood || acknowledged == 0);
        i = 0;
        do
        :: i < VERSIONS ->
           assert(!(possible & bit(i)) || ((files & named & durable & bit(i)) && (acknowledged & ~content[i]) == 0));
           i++
        :: i == VERSIONS -> break
        od;
        assert(!exists || possible != 0)
    }
}

init
{
    byte n;
    atomic {
#ifdef BEGUN
        exists = true; existsForGood = true; issued = 1;
        heads = 1; files = 1; whole = 1; named = 1; durable = 1; possible = 1;
#endif
        n = 0;
        do
        :: n < WRITERS -> run Writer(n); n++
        :: n == WRITERS -> break
        od;
#ifndef NO_READER
        run Reader();
#endif
#ifdef COLLECT_BY_LISTED_HEAD
        run Collector();
#endif
        run Power()
    }
}
