/** Tells what is raised again and again from what is raised (RULES.md L5). Pure: instants come with the raises. */
export interface Chatter {
  /** Notes a raise; whether the rule chatters with it. */
  raise(index: number, now: number): boolean;
  isChattering(index: number, now: number): boolean;
  /** Forgets what has been quiet. */
  tidy(now: number): void;
  readonly size: number;
}

/** So many raises within so long are chattering: three in a minute (ISA-18.2), six in an hour where a rule waits minutes. */
const quick = { raises: 3, withinMs: 60_000 };
const slow = { raises: 6, withinMs: 3_600_000 };
/** What was found to chatter is taken for it until it has been quiet for so long. */
const quietMs = 1_800_000;

/** The last instants of one rule on one sensor. */
interface Course {
  /** A ring of the last raises. */
  at: Float64Array;
  next: number;
  last: number;
  isChattering: boolean;
}

/** Nothing was raised. Memory is bounded by what was raised within the last hour. */
export function makeChatter(): Chatter {
  const courses = new Map<number, Course>();
  const longest = Math.max(quick.raises, slow.raises);
  /** The instant of the nth last raise; -Infinity: there was none. */
  const nthLast = ({ at, next }: Course, n: number): number =>
    at[(next - n + 2 * longest) % longest] ?? -Infinity;
  return {
    raise(index, now) {
      let course = courses.get(index);
      if (!course)
        courses.set(
          index,
          (course = {
            at: new Float64Array(longest).fill(-Infinity),
            next: 0,
            last: now,
            isChattering: false,
          }),
        );
      if (now - course.last > quietMs) course.isChattering = false;
      course.at[course.next] = now;
      course.next = (course.next + 1) % longest;
      course.last = now;
      course.isChattering ||=
        now - nthLast(course, quick.raises) <= quick.withinMs ||
        now - nthLast(course, slow.raises) <= slow.withinMs;
      return course.isChattering;
    },
    isChattering(index, now) {
      const course = courses.get(index);
      return course !== undefined && course.isChattering && now - course.last <= quietMs;
    },
    tidy(now) {
      for (const [index, { last }] of courses) if (now - last > slow.withinMs) courses.delete(index);
    },
    get size() {
      return courses.size;
    },
  };
}
