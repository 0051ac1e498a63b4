/* The protocol that was not taken: version n is the file `n`, the commit is an exclusive create of `n + 1`, and old versions are deleted.
 * A writer that was stopped for long creates a name anew that was deleted meanwhile, and believes that it won: this model must be seen to fail.
 * Without deletion (-DKEEP_ALL) it holds, and grows for ever. */

#define WRITERS 3
#define NAMES 5
#define bit(i) (1 << (i))

byte names = 1;                 /* the files that are there */
byte content[NAMES];
byte acknowledged;

proctype Writer(byte me)
{
    byte read, old;
    bool won;

again:
    atomic {
        read = NAMES - 1;
        do
        :: read > 0 && !(names & bit(read)) -> read--
        :: else -> break
        od;
        old = content[read]
    };
    if :: read == NAMES - 1 -> goto stop :: else fi;
    d_step {
        won = !(names & bit(read + 1));
        if :: won -> names = names | bit(read + 1); content[read + 1] = old | bit(me) :: else fi
    };
    if :: !won -> goto again :: else fi;
    acknowledged = acknowledged | bit(me);
#ifndef KEEP_ALL
    names = names & ~(bit(read + 1) - 1);   /* all that are older */
#endif
stop:
    skip
}

proctype Check()
{
    byte last = NAMES - 1;

    d_step {
        do
        :: last > 0 && !(names & bit(last)) -> last--
        :: else -> break
        od;
        assert((acknowledged & ~content[last]) == 0)
    }
}

init
{
    atomic { run Writer(0); run Writer(1); run Writer(2); run Check() }
}
