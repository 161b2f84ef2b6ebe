import {
  type BehaviouralAnchor,
  type FormVersion,
  formVersionSchema,
  type Item,
  type RatingScale,
} from './form.ts'
import type { RaterRole } from './rater-role.ts'

const everyone: RaterRole[] = ['self', 'peer', 'supervisor']
const selfAndSupervisor: RaterRole[] = ['self', 'supervisor']

const scale: RatingScale = {
  levels: [
    { level: 1, name: 'Well below', meaning: 'Rarely does what the role asks; needs help now.' },
    { level: 2, name: 'Below', meaning: 'Does it in easy cases, not yet reliably.' },
    { level: 3, name: 'As expected', meaning: 'Does what the role asks, day in, day out.' },
    { level: 4, name: 'Above', meaning: 'Often does more than the role asks, in hard cases too.' },
    { level: 5, name: 'Outstanding', meaning: 'Does it in the hardest cases, and others learn from it.' },
  ],
  notRated: {
    name: 'I cannot rate this',
    meaning: 'You have seen too little of it. It is left out and counts for nothing.',
  },
}

function rated(
  itemId: string,
  title: string,
  prompt: string,
  forRoles: RaterRole[],
  behaviours: readonly [string, string, string, string, string],
): Item {
  const anchors = behaviours.map((behaviour, index) => ({ level: index + 1, behaviour }) as BehaviouralAnchor)
  return { kind: 'scale', itemId, title, prompt, forRoles, required: true, weight: 1, anchors }
}

function written(itemId: string, title: string, prompt: string, role: RaterRole): Item {
  return {
    kind: 'text',
    itemId,
    title,
    prompt,
    forRoles: [role],
    required: true,
    // Fewer words than these hold no example.
    minWords: 5,
    maxCharacters: 4000,
  }
}

/**
 * The form that comes with Countersign, for people who serve customers. The reviewee and the supervisor rate all seven
 * behaviours, a peer the five that colleagues see; each says one strength and one growth point with an example.
 */
export const customerServiceForm: FormVersion = formVersionSchema.parse({
  formId: 'customer-service',
  version: 1,
  title: 'Customer service review',
  scale,
  sections: [
    {
      sectionId: 'customers',
      title: 'With customers',
      introduction: 'Think of several contacts from the whole review period, not only of the last week.',
      weight: 45,
      items: [
        rated(
          'exemplary-interaction',
          'Exemplary interactions',
          'How well does a customer fare in an ordinary contact, from the greeting to the last word?',
          selfAndSupervisor,
          [
            'Customers have to ask twice, or leave without an answer; the tone is curt or indifferent.',
            'Answers the question that was asked, but misses what the customer came for; warmth depends on the day.',
            'Greets, listens, solves and checks that the customer has what they need, in a friendly tone.',
            'Picks up what goes unsaid and settles the next question before it is asked; customers mention it in surveys.',
            'Turns ordinary contacts into ones that customers praise by name; recordings are used to show others how.',
          ],
        ),
        rated(
          'challenging-situations',
          'Challenging situations',
          'What happens when a customer is upset, a case is stuck, or the rules and the customer’s need collide?',
          everyone,
          [
            'Takes anger personally, argues or passes the customer on without a word of explanation.',
            'Stays polite, but freezes or repeats the rule; hands over cases that could have been settled.',
            'Stays calm, names the problem, offers what is possible and says honestly what is not.',
            'Calms heated contacts, finds a fair way within the rules, and hands over complete notes when it must go further.',
            'Is asked to take the hardest cases, wins back customers who had given up, and shares how it was done.',
          ],
        ),
        rated(
          'communication',
          'Communication',
          'How clear, correct and considerate are the words, spoken and written, to customers and colleagues?',
          everyone,
          [
            'Messages are hard to follow or wrong, and cause new questions or complaints.',
            'The point is in there, but buried in jargon, gaps or mistakes; colleagues have to ask what was meant.',
            'Says and writes things plainly and correctly, in the right tone, and confirms what was agreed.',
            'Explains difficult matters so that anybody understands, and fits words to the person and the channel.',
            'Sets the tone: texts and explanations become the team’s own, and misunderstandings end where they step in.',
          ],
        ),
      ],
    },
    {
      sectionId: 'standards',
      title: 'Standards and knowledge',
      weight: 30,
      items: [
        rated(
          'service-standards',
          'Adherence to service standards',
          'How reliably are the agreed standards kept: response times, quality checks, documentation, data protection?',
          selfAndSupervisor,
          [
            'Standards are missed in most weeks, or data protection and required checks are skipped.',
            'Keeps standards when it is quiet; under load, notes are missing or promised times pass.',
            'Meets response times and quality checks, documents each case and follows the required steps.',
            'Meets them in peak times too, and finds and mends own mistakes before a check does.',
            'Is the example for quality and reliability, and has helped to make a standard better or easier to keep.',
          ],
        ),
        rated(
          'product-knowledge',
          'Product and process knowledge',
          'How well are products, systems and processes known, and how is a gap closed?',
          everyone,
          [
            'Gives wrong information, or asks others for answers that the guides hold.',
            'Knows the common cases; is unsure beyond them and slow to look things up.',
            'Answers the usual range without help, finds the rest quickly and keeps up with changes.',
            'Knows the connections between products and processes, and solves what the guides do not cover.',
            'Is the person others turn to; writes or corrects guides and prepares the team for what is new.',
          ],
        ),
      ],
    },
    {
      sectionId: 'prevention',
      title: 'Looking ahead',
      weight: 10,
      items: [
        rated(
          'proactive-prevention',
          'Proactive prevention',
          'What is done so that problems do not come back, for this customer and for the next?',
          everyone,
          [
            'Closes the case and leaves the cause; the same customer is back with the same problem.',
            'Notices repeated problems, but seldom tells anybody.',
            'Looks for the cause, tells the customer how to avoid it, and reports what keeps coming back.',
            'Spots patterns early, warns customers and colleagues, and proposes a remedy that can be tried.',
            'Has removed a cause for good, together with other teams, and contacts of that kind have become fewer.',
          ],
        ),
      ],
    },
    {
      sectionId: 'team',
      title: 'With the team',
      weight: 15,
      items: [
        rated(
          'teamwork',
          'Teamwork',
          'What is it like to share a shift and cases with this person?',
          everyone,
          [
            'Leaves work to others, keeps knowledge back or makes the mood worse.',
            'Helps when asked directly, but hand-overs have gaps and agreements slip.',
            'Keeps agreements, hands over cleanly, and helps when the queue is long.',
            'Offers help unasked, shares what works, and speaks about problems openly and kindly.',
            'Makes the team stronger: brings newcomers on, settles friction, and pulls others along in hard weeks.',
          ],
        ),
      ],
    },
    {
      sectionId: 'in-words',
      title: 'In your own words',
      introduction:
        'Say what happened, what was done and what came of it. One good example is worth more than many adjectives.',
      weight: 0,
      items: [
        // Titles are read by everybody who reads the record, prompts only by whoever answers.
        written(
          'own-strength',
          'Own view: one strength',
          'What did you do especially well in this period? Tell one example that shows it.',
          'self',
        ),
        written(
          'own-growth',
          'Own view: one point to grow in',
          'What would you do differently, or want to learn? Tell one example where it would have helped.',
          'self',
        ),
        written(
          'peer-strength',
          'A colleague’s view: one strength',
          'What does your colleague do especially well? Tell one example that you saw. Your name is not shown with it.',
          'peer',
        ),
        written(
          'peer-growth',
          'A colleague’s view: one thing to do better',
          'What would make working together, or serving customers, better still? Tell one example, without naming customers.',
          'peer',
        ),
        written(
          'supervisor-strength',
          'Supervisor’s view: one strength to build on',
          'What should this person go on doing? Tell one example from the review period and what it led to.',
          'supervisor',
        ),
        written(
          'supervisor-growth',
          'Supervisor’s view: one point to grow in',
          'What should change or be learned next? Tell one example, and what you will do to help.',
          'supervisor',
        ),
      ],
    },
  ],
})
