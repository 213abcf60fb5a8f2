// Saves one attachment of evidence outside the case: asked for, warned about, under a name that no program opens by
// itself, and written to custody with its hash.
#pragma once

#include "record/message.h"
#include "ui/models/case_session.h"

class QWidget;

namespace sillage::ui {

/// "attachment_9f86d081884c.bin": nothing of what the sender chose, so that nothing opens it by its extension.
QString neutralName(const Part& part);
/// Asks where, then writes off the UI thread; says what was written, or why not.
void saveAttachment(CaseSession* session, qint64 placement, const Part& part, QWidget* parent);
/// Writes beside the target and renames; custody after. Blocks. Throws Error. Returns the octets written.
qint64 writeAttachment(CaseReader& reader, CaseHost& host, qint64 placement, const Part& part,
                       const QString& path);

}  // namespace sillage::ui
