package org.sscard.issuer;

import org.sscard.issuer.console.WorkflowPages;
import org.sscard.issuer.console.WorkflowRecordPages;
import org.sscard.issuer.custody.DeliveryFacts;
import org.sscard.issuer.custody.store.DeliveryStore;
import org.sscard.issuer.face.CardFace;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.psam.store.PsamStore;
import org.sscard.issuer.rpc.WorkflowRpc;
import org.sscard.issuer.workflow.CardStructure;
import org.sscard.issuer.workflow.CurrentIssue;
import org.sscard.issuer.workflow.IssuingGate;
import org.sscard.issuer.workflow.PsamQuota;
import org.sscard.issuer.workflow.SubmitRules;
import org.sscard.issuer.workflow.WorkflowForms;
import org.sscard.issuer.workflow.Workflows;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.servicekit.server.ServiceServer;

/** What a region has to have before it may issue, and what is let into production. */
final class WorkflowRoom implements Room {

    final CurrentIssue issue;
    final CardOsStore register;
    final ReleaseStore releases;
    final PsamQuota quota;
    final Workflows workflows;
    final WorkflowForms forms;
    final IssuingGate gate;

    private final Premises premises;

    WorkflowRoom(Premises premises) {
        this.premises = premises;
        boolean formal = premises.config().formal();
        CardProfile profile = premises.config().profile().cardProfile();
        issue = new CurrentIssue(
                new CardStructure(profile.version(), profile.algorithm(), profile.optional()),
                CardFace.table().digest(),
                profile.initialisingRegion(),
                profile.organisationSequence());
        WorkflowStore store = new WorkflowStore(premises.database(), premises.clock(), premises.seal());
        register = new CardOsStore(premises.database(), premises.clock(), premises.seal());
        releases = new ReleaseStore(premises.database(), premises.clock(), premises.seal(), register, formal);
        quota = new PsamQuota(store, formal, premises.clock());
        SubmitRules rules = new SubmitRules(
                store, register, new PsamStore(premises.database(), premises.clock(), quota), issue, premises.clock());
        workflows = new Workflows(
                store,
                rules,
                new DeliveryFacts(new DeliveryStore(premises.database(), premises.clock())),
                premises.regions(),
                premises.audit(),
                premises.clock());
        forms = new WorkflowForms(workflows, issue, premises.clock().getZone());
        gate = new IssuingGate(store, register, releases, issue, premises.clock());
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(new WorkflowRpc(workflows, forms, gate, register, premises.clock()));
        new WorkflowPages(premises.desk(), workflows, gate, register, premises.regions()).on(server);
        new WorkflowRecordPages(premises.desk(), workflows, forms, register).on(server);
    }
}
