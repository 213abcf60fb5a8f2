#include "case/grades.h"

#include "base/error.h"
#include "base/json.h"
#include "base/phrase.h"
#include "base/text.h"
#include "case/author.h"
#include "store/case_lock.h"

namespace sillage {
namespace {

void check(const Touch& t, Grade grade, const std::string& document) {
    if (grade == t.grade)
        throw Error(phrase("the program's grade of %1 is %2 already", t.id, said(gradeName(grade))),
                    "Take an examiner's grade back with `grade clear`.", ExitCode::Usage);
    if (grade > t.grade && trim(document).empty())
        throw Error(phrase("raising %1 from %2 to %3 needs a document", t.id, said(gradeName(t.grade)), said(gradeName(grade))),
                    "Name with --document what shows it: a statement, a provider's answer, another exhibit. A lower grade needs a reason only.",
                    ExitCode::Usage);
}

std::string selector(const Touch& t) {
    return JsonWriter().beginObject().key("mailbox").string(t.mailbox).key("folder").string(t.folder).key("message_id").string(t.messageId)
        .key("attachment").string(t.attachment).key("depth").string(depthName(t.depth)).key("actor").string(t.actor).endObject().take();
}

std::string before(const std::optional<Regrade>& r) { return r ? std::string(gradeName(r->grade)) : std::string(); }

}  // namespace

Regrade setGrade(Case& c, const std::string& touch, Grade grade, const std::string& reason, const std::string& document) {
    requireReason(reason);
    const auto t = c.store().touch(touch);
    if (!t) throw Error(phrase("no touch %1", visible(touch)), "`touched --all` lists them; the id is in the column touch.", ExitCode::Usage);
    check(*t, grade, document);
    Regrade r;
    r.touch = t->id;
    r.grade = grade;
    r.program = t->grade;
    r.mailbox = t->mailbox;
    r.folder = t->folder;
    r.messageId = t->messageId;
    r.subject = t->isAttachment ? t->attachment : t->subject;
    r.depth = t->depth;
    r.actor = t->actor;
    r.reason = trim(reason);
    r.document = trim(document);
    r.author = loginName();
    r.created = now();
    c.store().logCustody("grade set", JsonWriter().beginObject().key("touch").string(r.touch).key("item").raw(selector(*t)).key("program").string(gradeName(r.program))
        .key("before").string(before(t->examiner)).key("grade").string(gradeName(r.grade)).key("reason").string(r.reason).key("document").string(r.document)
        .endObject().text());
    c.store().setRegrade(r);
    return r;
}

bool clearGrade(Case& c, const std::string& touch, const std::string& reason) {
    const auto r = c.store().regrade(touch);
    if (!r) return false;
    requireReason(reason);
    c.store().logCustody("grade clear", JsonWriter().beginObject().key("touch").string(touch).key("before").string(gradeName(r->grade)).key("before_reason")
        .string(r->reason).key("before_document").string(r->document).key("before_author").string(r->author).key("reason").string(trim(reason)).endObject().text());
    return c.store().removeRegrade(touch);
}

}  // namespace sillage
